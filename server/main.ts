/** Handles signals before the rest of the code loads, which takes a while: until then a signal does what Node does by default. */
import process from 'node:process';

// Without a listener, Node opens an inspector, which runs any code, on a port that every user of this computer can reach.
process.on('SIGUSR1', () => {});
// A server outlives its terminal.
process.on('SIGHUP', () => {});

await import('./program.ts');
