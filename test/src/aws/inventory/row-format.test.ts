import { describe, expect, it } from "vitest";
import { rowTexts } from "../../../../src/aws/inventory/row-format.ts";
import { currentItem, releasedOf, rowDigest, rowOf } from "../../../../src/aws/inventory/table.ts";
import type { Item } from "../../../../src/aws/table.ts";
import { type Facts, type ResourceType, type Row, resourceTypes } from "../../../../src/inventory/model.ts";

const noon = Date.UTC(2026, 0, 1, 12);

/** Every detail that earlier outlines had of some type, and one that was in none. */
const details = {
  state: "running",
  launchedAt: "2026-01-01T00:00:00.000Z",
  launchTemplate: "lt-0a",
  launchTemplateVersion: "3",
  targetGroups: ["arn:targets"],
  targets: { healthy: ["i-1:80"] },
  actions: [{ Type: "forward", TargetGroupArn: "arn:targets" }],
  defaultVersion: 1,
  latestVersion: 2,
  other: true,
};
const facts: Facts = {
  name: "web",
  tags: { role: "web" },
  environment: "web-live",
  side: "blue",
  version: "2",
  commit: "2222222",
  details,
};
const rowOfType = (type: ResourceType, more: Partial<Row> = {}): Row => ({
  ref: { type, arn: `arn:${type}/i-1` },
  number: 1,
  facts,
  trueFrom: noon,
  observedAt: noon + 1,
  readAt: noon + 2,
  recordedAt: noon + 3,
  bornAt: noon - 1,
  last: facts,
  cause: { by: "event", eventId: "e-1", event: "RunInstances", actor: "ada" },
  ...more,
});

/**
 * What is in the tables of those who use format 1. A list that changes here is not format 1 any more: it needs the next number, and
 * format 1 a reader that goes on reading these.
 */
const outlinesOfFormat1: Readonly<Record<ResourceType, string>> = {
  instance: '[1,"instance","web-live","blue","2","2222222",null,"running","2026-01-01T00:00:00.000Z",1767268800000]',
  "auto-scaling-group":
    '[1,"auto-scaling-group","web-live","blue","2","2222222",null,"lt-0a","3",["arn:targets"],1767268800000]',
  "load-balancer": '[1,"load-balancer","web-live","blue","2","2222222",null,1767268800000]',
  "target-group": '[1,"target-group","web-live","blue","2","2222222",null,{"healthy":["i-1:80"]},1767268800000]',
  listener:
    '[1,"listener","web-live","blue","2","2222222",null,[{"Type":"forward","TargetGroupArn":"arn:targets"}],1767268800000]',
  "listener-rule":
    '[1,"listener-rule","web-live","blue","2","2222222",null,[{"Type":"forward","TargetGroupArn":"arn:targets"}],1767268800000]',
  "launch-template": '[1,"launch-template","web-live","blue","2","2222222",null,1,2,1767268800000]',
  "launch-template-version": '[1,"launch-template-version","web-live","blue","2","2222222",null,1767268800000]',
};
const toldOfFormat1 =
  '[1767268800001,1767268800003,1767268799999,{"by":"event","eventId":"e-1","event":"RunInstances","actor":"ada"}]';
const outlinedOfFormat1: Readonly<Partial<Record<ResourceType, readonly (keyof typeof details)[]>>> = {
  instance: ["state", "launchedAt"],
  "auto-scaling-group": ["launchTemplate", "launchTemplateVersion", "targetGroups"],
  "target-group": ["targets"],
  listener: ["actions"],
  "listener-rule": ["actions"],
  "launch-template": ["defaultVersion", "latestVersion"],
};
/** A row as format 1 wrote it: what was in the outline was in no other list. */
const itemOfFormat1 = (type: ResourceType): Item => {
  const outlined: readonly string[] = outlinedOfFormat1[type] ?? [];
  const rest = Object.fromEntries(Object.entries(details).filter(([name]) => !outlined.includes(name)));
  return {
    ...currentItem(rowOfType(type), 0),
    outline: { S: outlinesOfFormat1[type] },
    told: { S: toldOfFormat1 },
    rest: { S: JSON.stringify(["web", { role: "web" }, rest]) },
  };
};

describe("a row of an earlier format", () => {
  it.each(resourceTypes)("of type %s, format 1, is read as it was written", (type) => {
    expect(rowOf(itemOfFormat1(type))).toEqual(rowOfType(type));
    expect(rowDigest(itemOfFormat1(type))).toMatchObject({ trueFrom: noon, recordedAt: noon + 3, byEvent: true });
  });

  it.each(resourceTypes)("of type %s, version 0.1's, which has no number, says the same", (type) => {
    const item = { ...itemOfFormat1(type), outline: { S: outlinesOfFormat1[type].replace("[1,", "[") } };
    expect(rowOf(item)).toEqual(rowOfType(type));
  });

  it("says since when a group launches what it launches", () => {
    const outline = outlinesOfFormat1["auto-scaling-group"].replace("null", "1767268799995");
    expect(rowOf({ ...itemOfFormat1("auto-scaling-group"), outline: { S: outline } }).launchesSince).toBe(noon - 5);
  });
});

/**
 * What is in the tables of those who use format 2. A list that changes here is not format 2 any more: it needs the next number, and
 * format 2 a reader that goes on reading these.
 */
describe("a row of format 2", () => {
  it.each(resourceTypes)("is written of a resource of type %s as ever", (type) => {
    expect(rowTexts(rowOfType(type, { launchesSince: noon - 5 }))).toEqual({
      outline: `[2,"${type}","web-live","blue","2","2222222"]`,
      told: toldOfFormat1.replace(/]$/, ",1767268800000,1767268799995]"),
      rest: JSON.stringify(["web", { role: "web" }, details]),
    });
  });

  it.each(resourceTypes)("of type %s is read as it was written", (type) => {
    const row = rowOfType(type, type === "auto-scaling-group" ? { launchesSince: noon - 5, tagVersion: 7 } : {});
    expect(rowOf(currentItem(row, 0))).toEqual(row);
    const gone = rowOfType(type, { facts: null });
    expect(rowOf(currentItem(gone, 0))).toEqual(gone);
    const never = rowOfType(type, { facts: null, last: null, cause: { by: "sweep" } });
    expect(rowOf(currentItem(never, 0))).toEqual(never);
  });

  it("says in the index whose it is and which release it has, and nothing that changes with its state", () => {
    const { name: _, tags: _tags, details: _details, ...whose } = facts;
    const stopped = rowOfType("instance", { facts: { ...facts, details: { state: "stopped" } }, trueFrom: noon + 9 });
    const [before, after] = [currentItem(rowOfType("instance"), 0), currentItem(stopped, 0)];
    expect(releasedOf(before)).toEqual({ ref: rowOfType("instance").ref, facts: whose });
    expect([after.outline, after.rpk]).toEqual([before.outline, before.rpk]);
  });
});

const written = currentItem(rowOfType("instance"), 0);
const withOutline = (outline: string): Item => ({ ...written, outline: { S: outline } });
const key = "R#arn:instance/i-1 / CUR";

describe("a row that is not as its format says", () => {
  it.each<[what: string, found: Item, said: string]>([
    [
      "has an outline with one detail more",
      withOutline('[1,"instance",null,null,null,null,null,"running",null,"spot",1767268800000]'),
      `outline is [1,"instance",null,null,null,null,null,"running",null,"spot",1767268800000], expected 7 members between 'instance' and a time`,
    ],
    [
      "has an outline with one detail less",
      withOutline('["instance",null,null,null,null,null,"running",1767268800000]'),
      `outline is ["instance",null,null,null,null,null,"running",1767268800000], expected 7 members between 'instance' and a time`,
    ],
    [
      "has a member where another should be",
      withOutline('[1,"instance",null,"2",null,null,null,"running",null,1767268800000]'),
      `outline is [1,"instance",null,"2",null,null,null,"running",null,1767268800000], expected environment, side, version and commit as texts or null`,
    ],
    [
      "is of an unknown type",
      withOutline('[1,"volcano",null,1]'),
      'outline is [1,"volcano",null,1], expected the type of a resource',
    ],
    ["has an outline that is no list", withOutline("{}"), "outline is {}, expected a list"],
    [
      "says too much of whose it is",
      withOutline('[2,"instance",null,null,null,null,7]'),
      `outline is [2,"instance",null,null,null,null,7], expected 4 members behind 'instance'`,
    ],
    [
      "has told nothing",
      { ...written, told: { S: "[1,2]" } },
      "told is [1,2], expected three times, a cause, the time from which it is true, and that since which it launches or null",
    ],
    [
      "has told too much for its format",
      { ...itemOfFormat1("instance"), told: { S: "[1,2,3,{},4]" } },
      "told is [1,2,3,{},4], expected three times and a cause",
    ],
    [
      "was recorded for no reason",
      { ...written, told: { S: '[1,2,3,{"by":"magic"},4,null]' } },
      'told is [1,2,3,{"by":"magic"},4,null], expected a cause: by event or sweep, with eventId, event and actor as texts',
    ],
    [
      "has no name",
      { ...written, rest: { S: "[null,{},{}]" } },
      "rest is [null,{},{}], expected a name, tags and details",
    ],
    ["has no number", { ...written, number: { S: "1" } }, 'its number is {"S":"1"}, expected a number'],
  ])("is refused if it %s", (_, item, said) => {
    expect(() => rowOf(item)).toThrow(
      expect.objectContaining({ name: "Unreadable", message: `${key} cannot be read: ${said}.` }),
    );
  });

  it("is refused by name if it is of a later format", () => {
    expect(() => releasedOf(withOutline('[3,"instance",{}]'))).toThrow(
      expect.objectContaining({
        name: "WrittenByLaterVersion",
        message: `${key} was written by a later version of Sarcelle (format 3; this version knows formats up to 2): upgrade Sarcelle. Nothing was changed.`,
      }),
    );
  });

  it("is not written", () => {
    const strange = rowOfType("instance", { trueFrom: Number.NaN });
    expect(() => currentItem(strange, 0)).toThrow(/^R#arn:instance\/i-1 \/ CUR cannot be read: told is .*/);
  });
});
