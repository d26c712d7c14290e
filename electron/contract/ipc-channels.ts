/** Names of the Electron IPC channels. In a file without schemas, because the preload script contains nothing else. */
export const CALL_CHANNEL = 'belfry:call';
export const PUSH_CHANNEL = 'belfry:push';
