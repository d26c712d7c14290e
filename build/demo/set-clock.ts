/** A preload script for a server: its parent process sets the time by message. */
const real = Date.now;
let offset = 0;
Date.now = () => real() + offset;

process.on('message', (now: number) => {
  offset = now - real();
  process.send?.(now);
});
