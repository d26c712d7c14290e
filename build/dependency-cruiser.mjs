// @ts-check
/**
 * The arrows of the house, which `npm run check` holds: who may import whom, and what. `known-arrows.json` lists the breaches that
 * are older than their rule (`--ignore-known`); it only gets shorter.
 *
 * `parser: 'swc'`: dependency-cruiser knows no TypeScript 7, and would see no module at all.
 */

const ROOMS = '(?:server|electron|renderer)';
const OPEN = '^(?:server|electron)/contract/|^renderer/(?:ui|i18n)/';
/** Types are gone before anything runs. @type {['type-only']} */
const TYPES = ['type-only'];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'server-alone',
      comment: 'The server knows nobody else.',
      severity: 'error',
      from: { path: '^server/' },
      to: { path: '^(?:electron|renderer|build|test)/' },
    },
    {
      name: 'electron-by-contract',
      comment: "The main process knows the server by its contract, and an inbox by the server's client.",
      severity: 'error',
      from: { path: '^electron/' },
      to: { path: '^(?:renderer|build|test)/|^server/(?!contract/|client/)' },
    },
    {
      name: 'window-by-contract',
      comment: 'The window knows the other rooms by their contracts.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(?:build|test)/|^electron/(?!contract/)|^server/(?!contract/|client/)' },
    },
    {
      name: 'window-takes-types',
      comment: 'Of a contract the window takes types; values only of its rules, and its words.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(?:electron|server)/contract/(?!rules/|i18n/)', dependencyTypesNot: TYPES },
    },
    {
      name: 'window-in-a-browser',
      comment: 'There is no Node, no Electron and no schema library in the window.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: {
        path: '^(?:electron|typebox)$|(?:^|/)node_modules/(?:electron|typebox)/',
        dependencyTypesNot: TYPES,
      },
    },
    {
      name: 'window-without-node',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { dependencyTypes: ['core'], dependencyTypesNot: TYPES },
    },
    {
      name: 'contract-below',
      comment: 'A contract stands on contracts alone.',
      severity: 'error',
      from: { path: '^(server|electron)/contract/' },
      to: { path: `^${ROOMS}/`, pathNot: '^(?:$1|server)/contract/' },
    },
    {
      name: 'rules-pure',
      comment: 'Rules are for every room: they take rules, and nothing else.',
      severity: 'error',
      from: { path: '^(?:server|electron)/contract/rules/' },
      to: { pathNot: '^(?:server|electron)/contract/rules/' },
    },
    {
      name: 'kept-without-words',
      comment: 'What is collected is kept, and told to the window, as codes: nobody there words anything.',
      severity: 'error',
      from: { path: '^electron/(?:sources|backend|inbox)/' },
      to: { path: '/i18n/' },
    },
    {
      name: 'electron-in-entries',
      comment: 'Only the files that hand Electron out take it by value; all others run without it.',
      severity: 'error',
      from: {
        path: '^electron/',
        pathNot:
          '^electron/(?:main|app|preload|desktop-views|image-scale|region-wire|settings-wire|upkeep|window-wire)\\.ts$',
      },
      to: { path: '^electron$|(?:^|/)node_modules/electron/', dependencyTypesNot: TYPES },
    },
    {
      name: 'no-circle',
      severity: 'error',
      from: { path: `^${ROOMS}/` },
      to: { circular: true },
    },
    {
      name: 'by-main-file',
      comment:
        'A folder is entered through the file that bears its name; contracts and small parts for all are open.',
      severity: 'error',
      from: { path: `^${ROOMS}/([^/]+)` },
      to: { path: `^${ROOMS}/[^/]+/`, pathNot: [`^${ROOMS}/$1/`, `^${ROOMS}/([^/]+)/\\1\\.tsx?$`, OPEN] },
    },
    {
      name: 'by-main-file-within',
      comment: 'The same for a folder in a folder.',
      severity: 'error',
      from: { path: `^(${ROOMS}/[^/]+/[^/]+)` },
      to: {
        path: `^${ROOMS}/[^/]+/[^/]+/`,
        pathNot: ['^$1/', `^${ROOMS}/[^/]+/([^/]+)/\\1\\.tsx?$`, OPEN],
      },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
