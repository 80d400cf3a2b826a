import { describe, expect, it } from "vitest";
import { twinFleet } from "../../../../src/deployment/upgrade/twin-fleet.ts";
import { arns, environment, live, telling, twins } from "./described-live.ts";

const created = (kind: string, id: string, after: object) => ({ resource: { kind, id }, before: null, after });

describe("the twin", () => {
  const plan = twinFleet(live, environment, twins);

  it("tells nobody of the twin but whom the registration chooses, and reports the others", () => {
    const notifications = (planned: typeof plan) =>
      planned.changes.filter(({ resource }) => resource.kind === "notification");
    expect(notifications(plan)).toEqual([]);
    expect(plan.report.filter(({ field }) => field.startsWith("Notifications"))).toEqual([
      {
        resource: "Auto Scaling group shop",
        field: `Notifications.${arns.topic}`,
        treatment: "changed",
        from: arns.topic,
        to: null,
        why: "it is outside of the environment; list it under copy.notifications to have it told of the twin too",
      },
    ]);
    expect(notifications(twinFleet(live, telling, twins))).toEqual([
      created("notification", `shop-green/${arns.topic}`, {
        types: ["autoscaling:EC2_INSTANCE_LAUNCH", "autoscaling:EC2_INSTANCE_TERMINATE"],
      }),
    ]);
  });

  it("says that a hook's own target, without which no instance would go on, hears of the twin's instances", () => {
    expect(plan.report.find(({ field }) => field === "NotificationTargetARN")).toEqual({
      resource: "lifecycle hook warm-cache",
      field: "NotificationTargetARN",
      treatment: "copied",
      from: "arn:aws:sqs:eu-west-1:123456789012:warming",
      why: "it lets instances go on: it hears of the twin's too, by the name of their group",
    });
  });
});
