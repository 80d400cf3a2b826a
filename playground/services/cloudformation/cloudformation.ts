import { basename, join } from "node:path";
import type { ResourceMakers } from "../../template/handlers.ts";
import { stackIdOf } from "../../template/load-template.ts";
import { readStackTemplate } from "../../template/template.ts";
import type { Service, Surroundings } from "../../world/service.ts";
import { createCodeFiles } from "./code-files.ts";
import type { CloudFormationContext } from "./context.ts";
import { cloudFormationOperations } from "./operations.ts";
import { newStack, type Request } from "./stack.ts";
import { makeStackAtOnce } from "./stack-work.ts";

export interface CloudFormation extends Service {
  /** Makes a stack of a packaged template at once, from packages in a folder. Throws TemplateError, naming the place. */
  makeAtOnce(
    template: unknown,
    artifacts: string,
    stackName: string,
    parameters?: Readonly<Record<string, string>>,
  ): Promise<void>;
}

/** The id of a stack that is there from the start. */
const fromTheStart = "00000000-0000-4000-8000-000000000000";

/** AWS CloudFormation: stacks of the types of resources in `template/`. `read` answers what is in a bucket under a key. */
export const createCloudFormation = (
  surroundings: Surroundings,
  { makers, read }: { readonly makers: ResourceMakers; readonly read: CloudFormationContext["read"] },
): CloudFormation => {
  const code = createCodeFiles(read);
  const cloudFormation: CloudFormationContext = {
    surroundings,
    makers,
    read,
    codeFile: code.fileOf,
    stacks: new Map(),
  };
  const { stacks } = cloudFormation;
  return {
    name: "cloudformation",
    operations: cloudFormationOperations(cloudFormation),
    async makeAtOnce(template, artifacts, stackName, parameters = {}) {
      const { account, region, clock } = surroundings;
      const destination = { account, region, stackName };
      const id = stackIdOf(destination, fromTheStart);
      const stack = newStack(id, stackName, clock.now());
      stacks.set(id, stack);
      const request: Request = {
        text: JSON.stringify(template),
        template,
        parameters,
        tags: [],
        capabilities: ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
      };
      const order = { request, template: readStackTemplate(template, destination, id, parameters) };
      await makeStackAtOnce(cloudFormation, stack, order, (_, key) => join(artifacts, basename(key)));
    },
    state: () => ({
      stacks: Object.fromEntries(
        [...stacks.values()].map(({ id, status, resources, terminationProtection, policy }) => [
          id,
          { status, terminationProtection, policy, resources: [...resources.keys()].toSorted() },
        ]),
      ),
    }),
    stop: code.remove,
  };
};
