/** Electron IPC channel names; apart from the schemas, because the preload script carries nothing else. */
export const CALL_CHANNEL = 'belfry:call';
export const PUSH_CHANNEL = 'belfry:push';
