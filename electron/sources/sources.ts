import type { Result } from '#app/result';
import type {
  Preview,
  SeenEvent,
  SourceDefinition,
  SourceSecrets,
  SourcesState,
  SourceView,
  Template,
  TestResult,
} from '#app/sources';

/** The user's sources: what they are, and how they stand. Nothing in it rejects. */
export interface Sources {
  state(): SourcesState;
  save(definition: SourceDefinition, secrets: SourceSecrets): Promise<Result<SourceView>>;
  remove(id: string): Promise<Result<null>>;
  test(definition: SourceDefinition, secrets: SourceSecrets): Promise<Result<readonly TestResult[]>>;
  events(id: string): Result<readonly SeenEvent[]>;
  preview(template: Template, data: string): Result<Preview>;
  retry(id: string): void;
  typing(notificationId: string): void;
  /** After sleep, unlock, or in another network. */
  kick(): void;
  dispose(): void;
}

/** Filled by the author of this room. */
export function createSources(): Sources {
  throw new Error('not built yet');
}
