import { AppError } from '../errors.ts';

/** Another unit has claimed an external id, or what a mute covers, after this one looked for it: nothing is replaced, and the request is repeated. */
export const idTaken = (): AppError => new AppError('storage_failed', 'another unit has claimed this id');
