// @ts-check
/** Loaded into every server under test, so that memory is compared without what was only not yet collected. */
process.on('SIGUSR2', () => {
  // The last resort also gives free pages back, so that room in them does not hide what a connection takes.
  const collect = /** @type {undefined | ((options: object) => void)} */ (globalThis.gc);
  collect?.({});
  collect?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
});
