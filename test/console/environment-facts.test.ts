import { describe, expect, it } from "vitest";
import { journalShown } from "../../console/environment-facts.ts";
import type { ClosedJournal, Outcome } from "../../src/aws/journal-format.ts";

const closed = (action: string, id: string, outcome: Outcome = "Succeeded"): ClosedJournal => ({
  environment: "web-live",
  ...{ epoch: 1, owner: id, entries: [], outcome, closedAt: 60_000 },
  deployment: { id, action, requestedBy: "alice", startedAt: 0 },
});
const release = closed("release", "release-4");
const ended = closed("end-hold", "end-hold-web-live-1");

describe("the journal that a page is about", () => {
  it.each<readonly [string, readonly ClosedJournal[], string | undefined]>([
    ["is the last that was closed", [release, closed("deploy", "deploy-3")], "release-4"],
    ["is not the end of a hold, which nobody asked for", [ended, release], "release-4"],
    ["is not the end of several holds", [ended, ended, release], "release-4"],
    [
      "is the end of a hold that did not go well",
      [closed("end-hold", "end-hold-web-live-2", "RolledBack"), release],
      "end-hold-web-live-2",
    ],
    ["is none where nothing was ever deployed", [], undefined],
  ])("%s", (_title, history, id) => {
    expect(journalShown(undefined, history)?.deployment.id).toBe(id);
  });

  it("is the open one while there is one, whatever it is", () => {
    const { outcome: _, closedAt: __, ...journal } = ended;
    expect(journalShown({ epoch: 2, journal, holds: [] }, [release])).toBe(journal);
  });
});
