import { describe, expect, it } from "vitest";
import { agreementInWords, mustSayWhy, mustTypeName } from "../../console/agreement.ts";
import { steering } from "../../console/asked-action.ts";

const release = { version: "4", commit: "4444444", link: null, imageId: "ami-4" };
const environment = "web-live";
const keeps = { side: "blue", release, moves: false } as const;
const gets = { side: "green", release: { ...release, version: "5" }, moves: true } as const;
const deployed = { version: "5", side: "green" } as const;
const nothing = { environment, deployment: null, deployed: null, emptied: null };

describe("what an action leads to", () => {
  it.each<[says: string, agreed: Parameters<typeof agreementInWords>[0]]>([
    [
      "Release 5 goes to green, which has no traffic; users of web-live keep release 4 on blue.",
      { ...nothing, action: "deploy", deployed, afterwards: keeps },
    ],
    ["Users of web-live will get release 5 on green.", { ...nothing, action: "release", deployed, afterwards: gets }],
    ["Users of web-live will get release 5 on green.", { ...nothing, action: "switch", afterwards: gets }],
    [
      "Empties green; users of web-live keep release 4 on blue. The way back is longer then: its instances have to boot first.",
      { ...nothing, action: "scaledown", emptied: "green", afterwards: keeps },
    ],
    [
      "Undoes 'd-1'; users of web-live will get release 5 on green.",
      { ...nothing, action: "rollback", deployment: "d-1", afterwards: gets },
    ],
    [
      "Goes on with the rollback of 'd-1'; who has the traffic of web-live stays as it is.",
      { ...nothing, action: "resume", deployment: "d-1", afterwards: { side: null, release: null, moves: false } },
    ],
    [
      "Closes 'd-1' as it is, and frees web-live. Nothing more of it is undone; users of web-live keep release 4 on blue.",
      { ...nothing, action: "accept", deployment: "d-1", afterwards: keeps },
    ],
    [
      "Once enough people have approved 'd-1', users of web-live will get release 5 on green.",
      { ...nothing, action: "approve", deployment: "d-1", afterwards: gets },
    ],
    [
      "Once enough people have approved 'd-1', traffic of web-live moves.",
      {
        ...{ ...nothing, action: "approve", deployment: "d-1" },
        afterwards: { side: null, release: null, moves: false },
      },
    ],
    [
      "'d-1' is undone; users of web-live keep what was there before Sarcelle on blue.",
      { ...nothing, action: "reject", deployment: "d-1", afterwards: { ...keeps, release: null } },
    ],
  ])("%s", (says, agreed) => {
    expect(agreementInWords(agreed)).toBe(says);
  });

  it("asks for the environment's name where users are, but never on a way back; and why, but for a rollback", () => {
    const typed = steering.filter((action) => mustTypeName(action, { stage: "live" }));
    expect(typed).toEqual(["deploy", "switch", "release", "scaledown", "accept", "approve"]);
    expect(steering.filter((action) => mustTypeName(action, { stage: "beta" }))).toEqual([]);
    expect(steering.filter((action) => !mustSayWhy(action))).toEqual(["rollback", "resume"]);
  });
});
