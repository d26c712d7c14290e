export { createStore, type Readable, type Store } from '../../server/client/client.ts';
export { useStore } from '../ui/use-store.ts';
