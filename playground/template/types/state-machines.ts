import * as z from "zod";
import { document, resourceType, tagRecord, tags, truth } from "../resource-type.ts";

const machineProperties = z
  .strictObject({
    StateMachineName: z.string().max(80).optional(),
    StateMachineType: z.literal("STANDARD").optional(),
    DefinitionString: z.string().optional(),
    Definition: document.optional(),
    DefinitionSubstitutions: z.record(z.string(), z.coerce.string()).optional(),
    RoleArn: z.string(),
    TracingConfiguration: z.strictObject({ Enabled: truth }).optional(),
    Tags: tags.optional(),
  })
  .refine((properties) => (properties.DefinitionString === undefined) !== (properties.Definition === undefined), {
    path: ["DefinitionString"],
    message: "exactly one of DefinitionString and Definition must be given",
  });

const definitionOf = (properties: z.infer<typeof machineProperties>): string => {
  const substitutions = properties.DefinitionSubstitutions ?? {};
  // Only names that are given are replaced; a `${` of a state machine's own text stays as it is.
  return (properties.DefinitionString ?? JSON.stringify(properties.Definition)).replace(
    /\$\{([^}]+)\}/g,
    (whole, key: string) => substitutions[key] ?? whole,
  );
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html */
export const stateMachine = resourceType(machineProperties, {
  async create(properties, { handlers, madeUpName }) {
    const name = properties.StateMachineName ?? madeUpName;
    const arn = await handlers.createStateMachine({
      name,
      definition: definitionOf(properties),
      roleArn: properties.RoleArn,
      tags: tagRecord(properties.Tags),
    });
    return { ref: arn, attributes: { Arn: arn, Name: name } };
  },
  async update(properties, { existing }, { handlers }) {
    const definition = definitionOf(properties);
    const request = { stateMachineArn: existing.ref, definition, roleArn: properties.RoleArn };
    await handlers.ask("states", "UpdateStateMachine", request);
  },
  async remove({ ref }, { handlers }) {
    await handlers.ask("states", "DeleteStateMachine", { stateMachineArn: ref });
  },
  replacedBy: ["StateMachineName", "StateMachineType"],
  seconds: { create: 3, update: 3, remove: 5 },
});
