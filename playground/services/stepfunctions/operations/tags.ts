import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from "@aws-sdk/client-sfn";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { StepFunctionsContext } from "../context.ts";
import { taggedWith } from "../machine-tags.ts";
import { checkArn } from "../names.ts";
import { statesNeeds } from "../needs.ts";
import type { StateMachine } from "../state-machine.ts";

const taggedMachine = ({ machines }: StepFunctionsContext, arn: string): StateMachine => {
  checkArn(arn, "stateMachine");
  const machine = machines.get(arn);
  if (machine === undefined) throw new AwsError("ResourceNotFound", `Resource not found: '${arn}'`);
  return machine;
};

/**
 * Of a state machine.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_TagResource.html
 */
export const tagMachine = (stepFunctions: StepFunctionsContext) =>
  operation<TagResourceCommandInput, TagResourceCommandOutput>({
    accepts: ["resourceArn", "tags"],
    needs: ({ resourceArn, tags = [] }) =>
      statesNeeds(stepFunctions, "TagResource", resourceArn).map((need) => ({
        ...need,
        requestTags: taggedWith({}, tags),
      })),
    run({ resourceArn = "", tags = [] }) {
      const machine = taggedMachine(stepFunctions, resourceArn);
      stepFunctions.machines.put(resourceArn, { ...machine, tags: taggedWith(machine.tags, tags) });
      return {};
    },
  });

/**
 * Of a state machine.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_UntagResource.html
 */
export const untagMachine = (stepFunctions: StepFunctionsContext) =>
  operation<UntagResourceCommandInput, UntagResourceCommandOutput>({
    accepts: ["resourceArn", "tagKeys"],
    needs: ({ resourceArn, tagKeys = [] }) =>
      statesNeeds(stepFunctions, "UntagResource", resourceArn).map((need) => ({ ...need, tagKeys })),
    run({ resourceArn = "", tagKeys = [] }) {
      const machine = taggedMachine(stepFunctions, resourceArn);
      const kept = Object.entries(machine.tags).filter(([key]) => !tagKeys.includes(key));
      stepFunctions.machines.put(resourceArn, { ...machine, tags: Object.fromEntries(kept) });
      return {};
    },
  });

/**
 * Of a state machine.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListTagsForResource.html
 */
export const listMachineTags = (stepFunctions: StepFunctionsContext) =>
  operation<ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput>({
    accepts: ["resourceArn"],
    needs: ({ resourceArn }) => statesNeeds(stepFunctions, "ListTagsForResource", resourceArn),
    run({ resourceArn = "" }) {
      const { tags } = stepFunctions.machines.seen(resourceArn) ?? taggedMachine(stepFunctions, resourceArn);
      return { tags: Object.entries(tags).map(([key, value]) => ({ key, value })) };
    },
  });
