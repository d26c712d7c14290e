/** Preloaded into a server that is to believe another time: its parent says which. */
const real = Date.now;
let offset = 0;
Date.now = () => real() + offset;

process.on('message', (now: number) => {
  offset = now - real();
  process.send?.(now);
});
