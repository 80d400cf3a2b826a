import {
  CreateTargetGroupCommand,
  type CreateTargetGroupCommandInput,
  DeleteTargetGroupCommand,
  type ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { isIn, type State } from "../changes/change.ts";
import { orAbsent } from "./absent.ts";
import { describeAttributes, describeTargetGroups, inDetail } from "./describe-target-group.ts";
import { asInput } from "./described/plain.ts";
import { tagList } from "./described/tags.ts";
import { targetGroupState } from "./described/target-group.ts";
import type { ResourceKind } from "./kind.ts";

/** The whole existence of a target group; id: its name. */
export const targetGroup = (elb: ElasticLoadBalancingV2Client): ResourceKind => {
  const find = async (name: string) => (await describeTargetGroups(elb, { Names: [name] }))[0];

  /** Sets what differs from AWS's defaults and nothing else: some defaults are values that AWS does not take back. */
  const setAttributes = async (arn: string, wanted: State): Promise<void> => {
    const has = new Map((await describeAttributes(elb, arn)).map(({ Key, Value }) => [Key, Value]));
    const different = Object.entries(wanted).filter(([key, value]) => has.get(key) !== value);
    if (different.length > 0)
      await elb.send(
        new ModifyTargetGroupAttributesCommand({
          TargetGroupArn: arn,
          Attributes: different.map(([Key, Value]) => ({ Key, Value: String(Value) })),
        }),
      );
  };

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
          Tags: tagList((Tags ?? {}) as State),
        }),
      );
      const arn = created.TargetGroups?.[0]?.TargetGroupArn ?? "";
      await setAttributes(arn, (Attributes ?? {}) as State);
    },

    /** Made, tagged as ours, and its attributes not set yet. */
    halfWay(before, after, found) {
      const { Attributes: _attributes, ...made } = before ?? after ?? {};
      return (before === null || after === null) && isIn(made, found);
    },
  };
};
