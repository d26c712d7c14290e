export { createStore, type Readable } from '../../server/client/client.ts';
export { useStore } from '../ui/use-store.ts';
