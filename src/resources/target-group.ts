import {
  CreateTargetGroupCommand,
  type CreateTargetGroupCommandInput,
  DeleteTargetGroupCommand,
  type ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { State } from "../changes/change.ts";
import type { ResourceKind } from "../changes/resource-kind.ts";
import { orAbsent } from "./absent.ts";
import { describeTargetGroups, inDetail } from "./describe-target-group.ts";
import { asInput } from "./described/plain.ts";
import { keyValues } from "./described/tags.ts";
import { targetGroupState } from "./described/target-group.ts";
import { keepsTags } from "./kept-tags.ts";

const stillOurs = keepsTags("Tags");

/** The whole existence of a target group; id: its name. */
export const targetGroup = (elb: ElasticLoadBalancingV2Client): ResourceKind => {
  const find = async (name: string) => (await describeTargetGroups(elb, { Names: [name] }))[0];

  return {
    async read(name) {
      const found = await find(name);
      if (found === undefined) return null;
      return orAbsent(["TargetGroupNotFoundException"], async () => targetGroupState(await inDetail(elb, found)));
    },

    async write(name, _before, after) {
      if (after === null) {
        const arn = (await find(name))?.TargetGroupArn;
        // Succeeds for a group that is gone; refused while a listener uses it.
        if (arn !== undefined) await elb.send(new DeleteTargetGroupCommand({ TargetGroupArn: arn }));
        return;
      }
      const { Attributes, Tags, ...settings } = after;
      // "If you attempt to create multiple target groups with the same settings, each call succeeds."
      const created = await elb.send(
        new CreateTargetGroupCommand({
          ...asInput<CreateTargetGroupCommandInput>(settings),
          Name: name,
          Tags: keyValues((Tags ?? {}) as State),
        }),
      );
      // All of them, unseen: reads may not show for a while what was made this moment. An empty value is a default that AWS
      // describes and does not take back.
      const set = keyValues((Attributes ?? {}) as State).filter(({ Value }) => Value !== "");
      const TargetGroupArn = created.TargetGroups?.[0]?.TargetGroupArn;
      if (set.length > 0) await elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes: set }));
    },

    stillOurs,

    /** Made, tagged as ours, and its attributes not set yet. */
    halfWay(before, after, found) {
      const { Attributes: _attributes, ...made } = before ?? after ?? {};
      return (before === null || after === null) && stillOurs(made, found);
    },
  };
};
