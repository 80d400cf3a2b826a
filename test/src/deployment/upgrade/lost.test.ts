import { expect, it } from "vitest";
import type { Live, Lost } from "../../../../src/deployment/upgrade/live.ts";
import { lostNotices } from "../../../../src/deployment/upgrade/lost.ts";
import { environment, live } from "./described-live.ts";

const arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/old-green/1";
const [http, ...others] = live.listeners;

const losing = (lost: Partial<Lost>, DefaultActions = http?.listener.DefaultActions): Live => ({
  ...live,
  listeners: [{ listener: { ...http?.listener, DefaultActions }, rules: http?.rules ?? [] }, ...others],
  standing: { twins: new Map(), placeholders: [], fleet: [], lost: { listeners: [], targetGroups: [], ...lost } },
});
const green = { arn, name: "old-green", side: "green", attached: true };

it("nothing is said where nothing was lost, or nothing was upgraded", () => {
  expect([...lostNotices(live, environment), ...lostNotices(losing({}), environment)]).toEqual([]);
});

it("a twin is taken off the green group, if that has it, and deleted", () => {
  const [attached] = lostNotices(losing({ targetGroups: [green] }), environment);
  const [detached] = lostNotices(losing({ targetGroups: [{ ...green, attached: false }] }), environment);
  const deletion = `'aws elbv2 delete-target-group --target-group-arn ${arn}'`;
  expect(attached).toContain(
    `Once no listener forwards to it: 'aws autoscaling detach-load-balancer-target-groups --auto-scaling-group-name ${environment.group}-green --target-group-arns ${arn}', then ${deletion}.`,
  );
  expect(detached).toContain(`Once no listener forwards to it: ${deletion}.`);
});

it("no command is proposed for a twin to which a listener still forwards", () => {
  const forwarding = losing({ targetGroups: [green] }, [{ Type: "forward", TargetGroupArn: arn }]);
  const [notice] = lostNotices(forwarding, environment);
  expect(notice).toContain("Port 80 still forwards to it: point that elsewhere");
  expect(notice).not.toContain("aws ");
});

it("what a person made is never to be deleted: its tags are to be taken off", () => {
  const [notice] = lostNotices(losing({ targetGroups: [{ ...green, name: "old", side: "blue" }] }), environment);
  expect(notice).toContain(
    `'aws elbv2 remove-tags --resource-arns ${arn} --tag-keys sarcelle:environment sarcelle:side'.`,
  );
});
