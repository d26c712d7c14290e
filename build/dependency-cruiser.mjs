// @ts-check
/**
 * Which room may import what; `npm run check` enforces it.
 *
 * Without `parser: 'swc'` dependency-cruiser, which does not support TypeScript 7, would see no modules and report success.
 */

const ROOMS = '(?:server|electron|renderer)';
const OPEN = '^(?:server|electron)/contract/|^renderer/(?:ui|i18n)/';
/** Adapters to the operating system, each independent of the others: one file for all would name them and say nothing. */
const SYSTEM = '^electron/system/(?:[^/]+|(?<part>[^/]+)/\\k<part>)\\.ts$';
/** Builds a part out of Electron and other rooms. */
const COMPOSE = '/compose-[^/]+\\.ts$';
/** Type imports do not exist at run time. @type {['type-only']} */
const TYPES = ['type-only'];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'server-alone',
      comment: 'The server imports no other room.',
      severity: 'error',
      from: { path: '^server/' },
      to: { path: '^(?:electron|renderer|build|test)/' },
    },
    {
      name: 'electron-by-contract',
      comment: "The main process imports only the server's contract and client.",
      severity: 'error',
      from: { path: '^electron/' },
      to: { path: '^(?:renderer|build|test)/|^server/(?!contract/|client/)' },
    },
    {
      name: 'window-by-contract',
      comment: 'The window imports only the contracts of other rooms, and the client of the server.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(?:build|test)/|^electron/(?!contract/)|^server/(?!contract/|client/)' },
    },
    {
      name: 'window-takes-types',
      comment: 'The window imports only types from a contract, and values only from its rules and words.',
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
      comment: 'A contract imports only contracts.',
      severity: 'error',
      from: { path: '^(server|electron)/contract/' },
      to: { path: `^${ROOMS}/`, pathNot: '^(?:$1|server)/contract/' },
    },
    {
      name: 'rules-pure',
      comment: 'Rules are for every room, so they import only rules.',
      severity: 'error',
      from: { path: '^(?:server|electron)/contract/rules/' },
      to: { pathNot: '^(?:server|electron)/contract/rules/' },
    },
    {
      name: 'client-by-contract',
      comment: "An inbox's client is for every room, and stands on the contract alone.",
      severity: 'error',
      from: { path: '^server/client/' },
      to: { pathNot: '^server/(?:client|contract)/' },
    },
    {
      name: 'client-pure',
      comment: 'Of the contract it takes types; values only of its rules.',
      severity: 'error',
      from: { path: '^server/client/' },
      to: { path: '^server/contract/(?!rules/)', dependencyTypesNot: TYPES },
    },
    {
      name: 'kept-without-words',
      comment: 'What is collected is stored, and sent to the window, as codes: these rooms have no words.',
      severity: 'error',
      from: { path: '^electron/(?:sources|backend|inbox)/' },
      to: { path: '/i18n/' },
    },
    {
      name: 'electron-in-entries',
      comment: 'Only the entries and what composes a part take Electron by value; all others run without it.',
      severity: 'error',
      from: {
        path: '^electron/',
        pathNot: ['^electron/(?:main|app|connect|preload)\\.ts$', COMPOSE],
      },
      to: { path: '^electron$|(?:^|/)node_modules/electron/', dependencyTypesNot: TYPES },
    },
    {
      name: 'composed-by-app',
      comment: 'What composes a part is there for the entry that builds the app, and for nobody else.',
      severity: 'error',
      from: { path: `^${ROOMS}/`, pathNot: '^electron/app\\.ts$' },
      to: { path: COMPOSE },
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
        'Other folders import only the file with the name of the folder; contracts and shared small parts are open.',
      severity: 'error',
      from: { path: `^${ROOMS}/([^/]+)` },
      to: {
        path: `^${ROOMS}/[^/]+/`,
        pathNot: [`^${ROOMS}/$1/`, `^${ROOMS}/([^/]+)/\\1\\.tsx?$`, OPEN, SYSTEM, COMPOSE],
      },
    },
    {
      name: 'by-main-file-within',
      comment: 'The same rule for folders inside a folder.',
      severity: 'error',
      from: { path: `^(${ROOMS}/[^/]+/[^/]+)` },
      to: {
        path: `^${ROOMS}/[^/]+/[^/]+/`,
        pathNot: ['^$1/', `^${ROOMS}/[^/]+/([^/]+)/\\1\\.tsx?$`, OPEN, COMPOSE],
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
