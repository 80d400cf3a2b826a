/** What a log group holds: its streams, and the newest of its events. */

export interface LogStream {
  readonly name: string;
  readonly createdAt: number;
  /** Made by Lambda for an execution environment, and not by a call. */
  readonly isOfFunction: boolean;
}

export interface LogEvent {
  /** Digits in the order in which events are shown: by time, then as they came. */
  readonly id: string;
  readonly stream: string;
  readonly time: number;
  readonly ingestedAt: number;
  readonly message: string;
  readonly bytes: number;
}

export interface GroupContents {
  readonly streams: Map<string, LogStream>;
  /** As they came. */
  readonly events: LogEvent[];
  bytes: number;
  /** How many events ever came. */
  count: number;
}

/** No stream yet. */
export const emptyContents = (): GroupContents => ({ streams: new Map(), events: [], bytes: 0, count: 0 });

/** What is kept of a group at least; AWS keeps everything for as long as the group says. */
const kept = { events: 10_000, bytes: 8 * 1024 * 1024 };
/** Until what is too much goes all at once, which costs less than going one by one. */
const slack = 1.1;

/** "the sum of all event messages in UTF-8, plus 26 bytes for each log event" */
export const bytesOfEvent = (message: string): number => Buffer.byteLength(message) + 26;

/** Writes an event into a stream that there is, and drops the oldest ones of the group if they become too many. */
export const append = (
  contents: GroupContents,
  { stream, time, message }: Pick<LogEvent, "stream" | "time" | "message">,
  ingestedAt: number,
): void => {
  contents.count++;
  const id = `3${String(time).padStart(15, "0")}${String(contents.count).padStart(40, "0")}`;
  const bytes = bytesOfEvent(message);
  contents.events.push({ id, stream, time, ingestedAt, message, bytes });
  contents.bytes += bytes;
  if (contents.events.length > kept.events * slack || contents.bytes > kept.bytes * slack) dropOldest(contents);
};

/** What Lambda made goes with its last event: an environment's stream is never written to again. */
const dropOldest = (contents: GroupContents): void => {
  const { events, streams } = contents;
  let dropped = 0;
  while (events.length - dropped > kept.events || contents.bytes > kept.bytes) {
    contents.bytes -= events[dropped]?.bytes ?? 0;
    dropped++;
  }
  events.splice(0, dropped);
  const inUse = new Set(events.map(({ stream }) => stream));
  for (const { name, isOfFunction } of streams.values()) if (isOfFunction && !inUse.has(name)) streams.delete(name);
};

/** Removes a stream with its events. */
export const removeStream = (contents: GroupContents, name: string): void => {
  contents.streams.delete(name);
  const others = contents.events.filter(({ stream }) => stream !== name);
  contents.events.splice(0, contents.events.length, ...others);
  contents.bytes = others.reduce((sum, { bytes }) => sum + bytes, 0);
};

/**
 * Assumed: AWS says nowhere how soon an event is found; who asks at once finds nothing, and recordings of AWS ask again for it every
 * five seconds.
 */
const searchableAfter = 5_000;

const day = 86_400_000;

/** The events that a reader finds now, in order: come a while ago, and not older than the group keeps them. */
export const searchable = (
  { contents, retentionInDays }: { readonly contents: GroupContents; readonly retentionInDays?: number },
  now: number,
): readonly LogEvent[] =>
  contents.events
    .filter(
      ({ time, ingestedAt }) =>
        ingestedAt + searchableAfter <= now && (retentionInDays === undefined || time > now - retentionInDays * day),
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1));
