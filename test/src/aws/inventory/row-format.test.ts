import { describe, expect, it } from "vitest";
import { crewCount } from "../../../../src/aws/inventory/crews.ts";
import { countedInstance, outlineIn, rowTexts } from "../../../../src/aws/inventory/row-format.ts";
import { currentItem, outlineOf, rowOf } from "../../../../src/aws/inventory/table.ts";
import type { UnreadableItem } from "../../../../src/aws/stored.ts";
import type { Item } from "../../../../src/aws/table.ts";
import { type Facts, type ResourceType, type Row, resourceTypes } from "../../../../src/inventory/model.ts";

const noon = Date.UTC(2026, 0, 1, 12);

/** Every detail that is in an outline of some type, and one that is in none. */
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

describe("a row of format 1", () => {
  it.each(resourceTypes)("is written of a resource of type %s as ever", (type) => {
    expect(rowTexts(rowOfType(type))).toMatchObject({ outline: outlinesOfFormat1[type], told: toldOfFormat1 });
  });

  it.each(resourceTypes)("of type %s is read as it was written", (type) => {
    const row = rowOfType(type, type === "auto-scaling-group" ? { launchesSince: noon - 5, tagVersion: 7 } : {});
    expect(rowOf(currentItem(row, 0))).toEqual(row);
    const gone = rowOfType(type, { facts: null });
    expect(rowOf(currentItem(gone, 0))).toEqual(gone);
    const never = rowOfType(type, { facts: null, last: null, cause: { by: "sweep" } });
    expect(rowOf(currentItem(never, 0))).toEqual(never);
  });

  it.each(resourceTypes)("of type %s reads the same as version 0.1's, which has no number", (type) => {
    const item = currentItem(rowOfType(type), 0);
    const of01 = { ...item, outline: { S: item.outline?.S?.replace("[1,", "[") ?? "" } };
    expect(rowOf(of01)).toEqual(rowOfType(type));
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
    ["has told nothing", { ...written, told: { S: "[1,2]" } }, "told is [1,2], expected three times and a cause"],
    [
      "was recorded for no reason",
      { ...written, told: { S: '[1,2,3,{"by":"magic"}]' } },
      'told is [1,2,3,{"by":"magic"}], expected a cause: by event or sweep, with eventId, event and actor as texts',
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
    expect(() => outlineOf(withOutline('[2,"instance",{}]'))).toThrow(
      expect.objectContaining({
        name: "WrittenByLaterVersion",
        message: `${key} was written by a later version of Sarcelle (format 2; this version knows formats up to 1): upgrade Sarcelle. Nothing was changed.`,
      }),
    );
  });

  it("is not written", () => {
    const strange = rowOfType("instance", { trueFrom: Number.NaN });
    expect(() => currentItem(strange, 0)).toThrow(/^R#arn:instance\/i-1 \/ CUR cannot be read: outline is .*/);
  });
});

describe("an instance that is counted by its text", () => {
  const launched = Date.UTC(2026, 0, 1);

  it.each<[text: string, counted: ReturnType<typeof countedInstance>]>([
    [
      outlinesOfFormat1.instance,
      { kind: '[1,"instance","web-live","blue","2","2222222",null,"running"', since: launched },
    ],
    [
      '["instance",null,null,"a,b",null,null,"x",null,9]',
      { kind: '["instance",null,null,"a,b",null,null,"x"', since: 9 },
    ],
    ['[1,"instance",null,null,null,null,null,"x","yesterday",9]', undefined],
    ['[1,"instance",null,null,null,null,null,"x",null,9', undefined],
    ['[1,"instance",null,null,null,null,null,"x",null,"9"]', undefined],
    ['[2,"instance",null,null,null,null,null,"x",null,9]', undefined],
    [outlinesOfFormat1.listener, undefined],
  ])("is %s", (text, counted) => {
    expect(countedInstance(text)).toEqual(counted);
  });

  it.each([outlinesOfFormat1.instance, outlinesOfFormat1.instance.replace("[1,", "[")])(
    "has the kind's facts and the launch that taking it apart gives: %s",
    (text) => {
      const { facts: whole } = outlineIn("", "arn:instance/i-1", text);
      const count = crewCount();
      expect(count.add({ pk: { S: "R#arn:instance/i-1" }, outline: { S: text } })).toBe(true);
      const { launchedAt: _, ...common } = whole.details;
      expect(count.crews()).toEqual([{ facts: { ...whole, details: common }, since: launched, ids: ["i-1"] }]);
    },
  );

  it("is told of, with those like it, if its kind cannot be read", () => {
    const told: UnreadableItem[] = [];
    const count = crewCount();
    for (const id of ["i-1", "i-2", "i-3"])
      count.add({
        pk: { S: `R#arn:instance/${id}` },
        outline: { S: '[1,"instance",null,null,null,null,null,"x","spot",null,9]' },
      });
    expect(count.crews((item) => void told.push(item))).toEqual([]);
    expect(told).toMatchObject([{ key: "R#arn:instance/i-1 / CUR and 2 like it" }]);
  });
});
