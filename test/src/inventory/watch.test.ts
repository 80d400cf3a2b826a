import { expect, it } from "vitest";
import type { Hint } from "../../../src/inventory/hint.ts";
import type { Facts, Row, TypedArn } from "../../../src/inventory/model.ts";
import { watched } from "../../../src/inventory/watch.ts";

const ref: TypedArn = {
  type: "load-balancer",
  arn: "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/1",
};
const made: Hint = { ref, occurredAt: 1_000, eventId: "made", event: "CreateLoadBalancer" };
const facts = (state: string) => ({ name: "web", tags: {}, details: { state } }) as unknown as Facts;
const seen = (state: string) => ({ ref, readAt: 2_000, facts: facts(state) });
const row = (state: string) => ({ ref, facts: facts(state) }) as Row;

it.each([
  ["that was just made is looked at again", "provisioning", undefined, [made], [{ ...made, occurredAt: 2_000 }]],
  [
    "is looked at again by whoever watched it already",
    "provisioning",
    "provisioning",
    [{ ...made, looks: 1 }],
    [{ ...made, looks: 1, occurredAt: 2_000 }],
  ],
  ["need not be watched twice", "provisioning", "provisioning", [made], []],
  ["that is active stands still", "active", "provisioning", [{ ...made, looks: 2 }], []],
])("a load balancer %s: of its becoming active no event tells", (_, now, before, hints, back) => {
  expect(watched(seen(now), before === undefined ? undefined : row(before), hints)).toEqual(back);
});
