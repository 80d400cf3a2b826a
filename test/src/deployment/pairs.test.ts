import { describe, expect, it } from "vitest";
import { counterpart, oneToOne, pairBehind, targetGroupsOfSide } from "../../../src/deployment/pairs.ts";
import type { ListenerView } from "../../../src/deployment/view.ts";
import { NotAsRegistered } from "../../../src/errors.ts";
import { pair } from "./world.ts";

const http = pair(["http-blue", 9080], ["http-green", 9180], "HTTP");
const https = pair(["https-blue", 9443], ["https-green", 9543], "HTTPS");
/** A second pair of ports for the same target groups, as earlier versions opened one for each listener. */
const again = pair(["http-blue", 9082], ["http-green", 9182], "HTTP");

const forwarding = (
  placeholders: ListenerView["registered"]["placeholders"],
  ...targetGroups: readonly string[]
): ListenerView => ({
  kind: "listener",
  arn: "arn:listener",
  registered: { port: 80, ...(placeholders === undefined ? {} : { placeholders }) },
  protocol: "HTTP",
  actions: [
    {
      Type: "forward",
      ForwardConfig: { TargetGroups: targetGroups.map((name) => ({ TargetGroupArn: `arn:tg/${name}`, Weight: 1 })) },
    },
  ],
});

describe("the pairs of target groups", () => {
  it("are each once on a side, however many pairs of ports lead to them", () => {
    expect(targetGroupsOfSide(oneToOne([http, again, https]), "blue")).toEqual([
      "arn:tg/http-blue",
      "arn:tg/https-blue",
    ]);
    expect(targetGroupsOfSide([http, again, https], "green")).toEqual(["arn:tg/http-green", "arn:tg/https-green"]);
  });

  it.each([
    ["on green", pair(["http-blue", 9082], ["other-green", 9182], "HTTP")],
    ["on blue", pair(["other-blue", 9082], ["http-green", 9182], "HTTP")],
    ["on the other side at once", pair(["http-green", 9082], ["other-green", 9182], "HTTP")],
  ])("are refused where one has two counterparts, the second %s", (_, other) => {
    expect(() => oneToOne([http, other])).toThrow(NotAsRegistered);
    expect(() => oneToOne([http, other])).toThrow(
      /has two counterparts: behind the ports 9080 and 9180 are .* behind 9082 and 9182 are/,
    );
  });

  it("say by an ARN what stands for it on a side, whatever the order of the listeners", () => {
    const pairs = [https, http];
    expect(counterpart({ pairs }, "arn:tg/http-blue", "green")).toBe("arn:tg/http-green");
    expect(counterpart({ pairs }, "arn:tg/http-green", "blue")).toBe("arn:tg/http-blue");
    expect(counterpart({ pairs }, "arn:tg/http-green", "green")).toBe("arn:tg/http-green");
    expect(() => counterpart({ pairs: [http] }, "arn:tg/https-blue", "green")).toThrow(
      new NotAsRegistered(
        "Target group arn:tg/https-blue has no counterpart on green: behind the placeholder listeners are arn:tg/http-blue and arn:tg/http-green. Register placeholder ports for it, and run 'sarcelle upgrade'.",
      ),
    );
  });
});

describe("the pair behind a production listener", () => {
  const pairs = [http, https];

  it("is that of its placeholders, else of what it forwards to", () => {
    expect(pairBehind({ pairs }, forwarding({ blue: 9443, green: 9543 }, "http-blue"))).toBe(https);
    expect(pairBehind({ pairs }, forwarding(undefined, "https-green"))).toBe(https);
    expect(pairBehind({ pairs }, forwarding(undefined, "stranger", "http-blue"))).toBe(http);
  });

  it("is the only one for a listener that forwards to none, and unknown where there are several", () => {
    expect(pairBehind({ pairs: [http] }, forwarding(undefined))).toBe(http);
    expect(pairBehind({ pairs }, forwarding(undefined))).toBe(undefined);
  });
});
