/** Set before anything else is read, which takes a while: a signal that comes meanwhile does what Node does without a listener. */
import process from 'node:process';

// Without one, Node opens an inspector, which runs anything, on a port that all users of this computer reach.
process.on('SIGUSR1', () => {});
// The end of a terminal is not that of a server.
process.on('SIGHUP', () => {});

await import('./program.ts');
