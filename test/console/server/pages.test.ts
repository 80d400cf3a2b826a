import { expect, it } from "vitest";
import { troubled, unread } from "../../../console/panel.ts";
import { type Server, troubleOrGone } from "../../../console/server/pages.ts";
import { UnknownEnvironment } from "../../../src/errors.ts";

const server = { asked: { stack: { table: { name: "sarcelle-live" } } } } as unknown as Pick<Server, "asked">;

it("says that there is no such environment for as long as its ground does, whatever else was read since", () => {
  const { inWords, gone } = troubleOrGone(server);
  expect(gone(unread)).toBeNull();
  const ground = troubled(unread, inWords(new UnknownEnvironment("No environment 'web-live' is registered.")));
  expect(gone(ground)).toContain("No environment 'web-live' is registered.");
  // Of another source, read meanwhile.
  inWords(new Error("The playground does not say."));
  expect(gone(ground)).toContain("No environment 'web-live' is registered.");
  // Registered since, and no more to be read.
  expect(gone({ ...ground, trouble: null })).toBeNull();
  expect(gone(troubled(ground, inWords(new Error("AWS throttles."))))).toBeNull();
});
