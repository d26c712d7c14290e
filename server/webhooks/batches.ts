import type { AppEvent, RealtimeApp, Webhook } from '../apps/apps.ts';

/** A request to a webhook that is ready to send. `events`: how many of each kind, as JSON. */
export type WebhookRequest = Readonly<{ appId: string; url: string; body: string; events: string }>;

export interface Batches {
  /** Queues the event for every webhook of the app that wants its kind. */
  push(app: RealtimeApp, event: AppEvent): void;
  /** Sends the open batches now. */
  flush(): void;
}

type Batch = { readonly events: string[]; readonly counts: Record<string, number>; bytes: number };

const newBatch = (): Batch => ({ events: [], counts: {}, bytes: 0 });

function add(batch: Batch, name: string, json: string): Batch {
  batch.events.push(json);
  batch.counts[name] = (batch.counts[name] ?? 0) + 1;
  batch.bytes += Buffer.byteLength(json);
  return batch;
}

/** Turns events into requests: one each, or several together for a webhook with batching. Requests never mix apps or URLs. */
export function createBatches(deps: {
  now: () => number;
  /** A batch is sent once it has this many events or bytes, or this long after its first event. */
  limits: Readonly<{ events: number; bytes: number; ms: number }>;
  emit: (parcel: WebhookRequest) => void;
}): Batches {
  const { now, limits, emit } = deps;
  const open = new Map<string, Readonly<{ batch: Batch; close: () => void }>>();

  function send(app: RealtimeApp, { url }: Webhook, { events, counts }: Batch): void {
    const body = `{"time_ms":${now()},"events":[${events.join(',')}]}`;
    emit({ appId: app.id, url, body, events: JSON.stringify(counts) });
  }

  function begin(key: string, app: RealtimeApp, webhook: Webhook) {
    const batch = newBatch();
    const close = () => {
      clearTimeout(timer);
      open.delete(key);
      send(app, webhook, batch);
    };
    const timer = setTimeout(close, limits.ms);
    const begun = { batch, close };
    open.set(key, begun);
    return begun;
  }

  function collect(app: RealtimeApp, webhook: Webhook, name: string, json: string): void {
    const key = `${app.id} ${webhook.url}`;
    const { batch, close } = open.get(key) ?? begin(key, app, webhook);
    add(batch, name, json);
    if (batch.events.length >= limits.events || batch.bytes >= limits.bytes) close();
  }

  return {
    push(app, event) {
      const wanted = app.webhooks.filter(({ events }) => events.includes(event.name));
      if (wanted.length === 0) return;
      const json = JSON.stringify(event);
      for (const webhook of wanted) {
        if (webhook.batching) collect(app, webhook, event.name, json);
        else send(app, webhook, add(newBatch(), event.name, json));
      }
    },
    flush() {
      for (const { close } of [...open.values()]) close();
    },
  };
}
