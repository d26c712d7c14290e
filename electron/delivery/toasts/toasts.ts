export { createPresenter, type Presenter } from './presenter.ts';
export type { Result, Screen } from './screen.ts';
export { idAt } from './toast.ts';
