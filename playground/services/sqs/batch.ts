import type { BatchResultErrorEntry } from "@aws-sdk/client-sqs";
import { AwsError } from "../../world/aws-error.ts";

const mostEntries = 10;

interface Entry {
  readonly Id: string | undefined;
}

/** Throws what AWS answers to a batch that is wrong as a whole. `type` is the name of an entry's shape. */
const check = (type: string, entries: readonly Entry[]): void => {
  if (entries.length === 0) {
    throw new AwsError("EmptyBatchRequest", `There should be at least one ${type} in the request.`);
  }
  if (entries.length > mostEntries) {
    throw new AwsError(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are ${mostEntries}. You have sent ${entries.length}.`,
    );
  }
  const ids = new Set<string>();
  for (const { Id = "" } of entries) {
    if (!/^[\w-]{1,80}$/.test(Id)) {
      throw new AwsError(
        "InvalidBatchEntryId",
        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
      );
    }
    if (ids.has(Id)) throw new AwsError("BatchEntryIdsNotDistinct", `Id ${Id} repeated.`);
    ids.add(Id);
  }
};

/** Runs every entry for itself: one that fails does not keep the others from succeeding. */
export const inBatch = <E extends Entry, Result>(type: string, entries: readonly E[], run: (entry: E) => Result) => {
  check(type, entries);
  const Successful: (Result & { Id: string | undefined })[] = [];
  const Failed: BatchResultErrorEntry[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ ...run(entry), Id: entry.Id });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.name, Message: error.message });
    }
  }
  return { Successful, Failed };
};
