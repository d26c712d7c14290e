import { AppError } from '../errors.ts';

/** Another unit has claimed an external id after this one looked for it: nothing is replaced, and the sender repeats. */
export const idTaken = (): AppError => new AppError('storage_failed', 'another unit has claimed this id');
