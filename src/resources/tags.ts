import {
  type AutoScalingClient,
  CreateOrUpdateTagsCommand,
  DeleteTagsCommand as DeleteGroupTagsCommand,
} from "@aws-sdk/client-auto-scaling";
import {
  AddTagsCommand,
  type ElasticLoadBalancingV2Client,
  RemoveTagsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { equal, type State } from "../changes/change.ts";
import type { ResourceKind } from "../changes/resource-kind.ts";
import { describeGroup } from "./describe-group.ts";
import { describeTags } from "./describe-tags.ts";
import { tagsId } from "./described/ids.ts";
import { keyValues, type Tags, tagsOf } from "./described/tags.ts";
import { isMixture } from "./mixture.ts";

/** How one service keeps tags. */
export interface Tagging {
  /** All tags of the resource; null if there is no such resource. */
  read(id: string): Promise<Tags | null>;
  put(id: string, tags: Tags): Promise<void>;
  remove(id: string, keys: readonly string[]): Promise<void>;
}

/** Tags of an Auto Scaling group; they stay on the group and are not passed on to instances. */
export const groupTagging = (autoScaling: AutoScalingClient): Tagging => {
  const tag = (name: string, key: string) => ({ ResourceId: name, ResourceType: "auto-scaling-group", Key: key });
  return {
    async read(name) {
      const group = await describeGroup(autoScaling, name);
      return group === undefined ? null : tagsOf(group.Tags);
    },
    async put(name, tags) {
      await autoScaling.send(
        new CreateOrUpdateTagsCommand({
          Tags: Object.entries(tags).map(([key, Value]) => ({ ...tag(name, key), Value, PropagateAtLaunch: false })),
        }),
      );
    },
    async remove(name, keys) {
      await autoScaling.send(new DeleteGroupTagsCommand({ Tags: keys.map((key) => tag(name, key)) }));
    },
  };
};

/** Tags of target groups, listeners and load balancers, by ARN. */
export const loadBalancingTagging = (elb: ElasticLoadBalancingV2Client): Tagging => ({
  async read(arn) {
    const tags = await describeTags(elb, arn);
    return tags === null ? null : tagsOf(tags);
  },
  async put(arn, tags) {
    await elb.send(new AddTagsCommand({ ResourceArns: [arn], Tags: keyValues(tags) }));
  },
  async remove(arn, keys) {
    await elb.send(new RemoveTagsCommand({ ResourceArns: [arn], TagKeys: [...keys] }));
  },
});

interface Taggings {
  readonly autoScaling: Tagging;
  /** This and the next are left out by those that have no business there. */
  readonly loadBalancing?: Tagging;
  readonly ec2?: Tagging;
}

/**
 * Some tags of a resource; id: `autoscaling:<group>`, an ARN of Elastic Load Balancing, or an EC2 id; state: each tag's value,
 * or null where it is to be absent.
 */
export const tags = ({ autoScaling, loadBalancing, ec2 }: Taggings): ResourceKind => {
  const taggingOf = (id: string): { readonly tagging: Tagging; readonly name: string } => {
    const { service, name } = tagsId.parse(id);
    const tagging = { autoscaling: autoScaling, elasticloadbalancing: loadBalancing, ec2 }[service];
    if (tagging === undefined) throw new TypeError(`This step was given no way to tag ${id}.`);
    return { tagging, name };
  };

  return {
    async read(id) {
      const { tagging, name } = taggingOf(id);
      return tagging.read(name);
    },

    async write(id, _before, after) {
      const { tagging, name } = taggingOf(id);
      const wanted = Object.entries(after ?? {});
      const put = wanted.filter((tag): tag is [string, string] => tag[1] !== null);
      const gone = wanted.filter(([, value]) => value === null).map(([key]) => key);
      if (put.length > 0) await tagging.put(name, Object.fromEntries(put));
      if (gone.length > 0) await tagging.remove(name, gone);
    },

    stillOurs: (state, found) => equal(state, asFound(state, found)),
    halfWay: (before, after, found) => isMixture(before, after, asFound(after ?? {}, found)),
  };
};

/** The tags that `state` names, as found: null where there is none. */
const asFound = (state: State, found: State): State =>
  Object.fromEntries(Object.keys(state).map((key) => [key, found[key] ?? null]));
