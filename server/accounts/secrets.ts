import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits, so that one round of a fast hash keeps them: there is nothing to guess. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** As tokens and enrolment codes are stored. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
