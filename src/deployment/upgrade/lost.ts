/** What the registration lost since an earlier upgrade: named, and left as it is, since only a person knows whether anybody still calls it. */
import { normaliseActions } from "../../resources/described/actions.ts";
import { ownershipTags } from "../ownership-tags.ts";
import { forwardsOf } from "../traffic.ts";
import { type Live, type Lost, ownListeners, type Upgraded } from "./live.ts";
import { greenGroup } from "./twin-group.ts";

/** The ports of listeners that are not the upgrade's own and forward to a target group, by themselves or by a rule. */
const portsTo = (live: Live, environment: Upgraded, arn: string): readonly number[] =>
  ownListeners(live, environment)
    .filter(({ listener, rules }) =>
      [listener.DefaultActions, ...rules.map(({ Actions }) => Actions)].some((actions = []) =>
        forwardsOf(normaliseActions(actions)).some(({ targetGroupArn }) => targetGroupArn === arn),
      ),
    )
    .flatMap(({ listener: { Port } }) => Port ?? []);

const whatToDo = (live: Live, environment: Upgraded, { arn, side, attached }: Lost["targetGroups"][number]): string => {
  if (side !== "green")
    return `A person made it: take the tags off: 'aws elbv2 remove-tags --resource-arns ${arn} --tag-keys ${Object.values(ownershipTags).join(" ")}'`;
  const ports = portsTo(live, environment, arn);
  if (ports.length > 0)
    return `Port ${ports.join(" and ")} still forwards to it: point that elsewhere before it is taken away, or register it again`;
  const detach = `aws autoscaling detach-load-balancer-target-groups --auto-scaling-group-name ${greenGroup(environment.group)} --target-group-arns ${arn}`;
  const commands = [...(attached ? [detach] : []), `aws elbv2 delete-target-group --target-group-arn ${arn}`];
  return `Once no listener forwards to it: ${commands.map((command) => `'${command}'`).join(", then ")}`;
};

/** What carries the environment's tags and is of nothing that it registers any more, a notice for each, with the commands that end it. */
export const lostNotices = (live: Live, environment: Upgraded): readonly string[] => {
  const { listeners, targetGroups } = live.standing?.lost ?? { listeners: [], targetGroups: [] };
  return [
    ...listeners.map(
      ({ arn, port }) =>
        `The placeholder listener on port ${port} carries the tags of '${environment.name}', which does not register that port any more. It was left as it is. Once nobody calls it: 'aws elbv2 delete-listener --listener-arn ${arn}'.`,
    ),
    ...targetGroups.map(
      (each) =>
        `Target group '${each.name}' carries the tags of '${environment.name}' (${each.side}), and Auto Scaling group '${environment.group}' registers with ${each.side === "green" ? "none that it would be the twin of" : "it no more"}. It was left as it is. ${whatToDo(live, environment, each)}.`,
    ),
  ];
};
