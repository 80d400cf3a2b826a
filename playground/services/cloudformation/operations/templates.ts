import type {
  Capability,
  GetTemplateCommandInput,
  GetTemplateCommandOutput,
  GetTemplateSummaryCommandInput,
  GetTemplateSummaryCommandOutput,
  ValidateTemplateCommandInput,
  ValidateTemplateCommandOutput,
} from "@aws-sdk/client-cloudformation";
import type { StackTemplate } from "../../../template/template.ts";
import { NotEmulated } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import { changeSetNamed } from "../change-set.ts";
import type { CloudFormationContext } from "../context.ts";
import { neededCapability, requestOf, templateOf } from "../request.ts";
import { stackNamed } from "../stack-lookup.ts";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html */
export const getTemplate = (cloudFormation: CloudFormationContext) =>
  operation<GetTemplateCommandInput, GetTemplateCommandOutput>({
    accepts: ["StackName", "ChangeSetName", "TemplateStage"],
    run({ StackName, ChangeSetName }) {
      const request =
        ChangeSetName === undefined
          ? stackNamed(cloudFormation, StackName, (name) => `Stack with id ${name} does not exist`).request
          : changeSetNamed(cloudFormation, ChangeSetName, StackName)[1].request;
      return { TemplateBody: request?.text, StagesAvailable: ["Original", "Processed"] };
    },
  });

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ValidateTemplate.html */
export const validateTemplate = (cloudFormation: CloudFormationContext) =>
  operation<ValidateTemplateCommandInput, ValidateTemplateCommandOutput>({
    accepts: ["TemplateBody", "TemplateURL"],
    run(input) {
      const request = requestOf(cloudFormation, input);
      return summaryOf(templateOf(cloudFormation, request, { id: "", name: "" }));
    },
  });

/**
 * Of a stack or of a template, not of both. The AWS CLI's `cloudformation deploy` asks for a stack's before it updates it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplateSummary.html
 */
export const getTemplateSummary = (cloudFormation: CloudFormationContext) =>
  operation<GetTemplateSummaryCommandInput, GetTemplateSummaryCommandOutput>({
    accepts: ["StackName", "TemplateBody", "TemplateURL"],
    run({ StackName, ...input }) {
      const isGiven = input.TemplateBody !== undefined || input.TemplateURL !== undefined;
      if (StackName !== undefined && isGiven) throw new NotEmulated("GetTemplateSummary of a stack and a template");
      const stack = StackName === undefined ? undefined : stackNamed(cloudFormation, StackName);
      const request = stack?.request ?? requestOf(cloudFormation, input);
      const template = templateOf(cloudFormation, request, stack ?? { id: "", name: "" });
      return {
        ...summaryOf(template),
        ResourceTypes: typesIn(template),
        Version: "2010-09-09",
        DeclaredTransforms: [],
      };
    },
  });

const typesIn = ({ resources }: StackTemplate) => [...new Set(Object.values(resources).map(({ Type }) => Type))];

/** What a template declares, and what whoever uses it has to agree to. */
const summaryOf = (template: StackTemplate) => {
  const needed = neededCapability(template);
  const iam = typesIn(template).filter((type) => type.startsWith("AWS::IAM::"));
  return {
    Description: template.description,
    Parameters: Object.entries(template.declaredParameters).map(([ParameterKey, { Default }]) => ({
      ParameterKey,
      DefaultValue: Default === undefined ? undefined : String(Default),
      NoEcho: false,
    })),
    Capabilities: needed === undefined ? undefined : [needed as Capability],
    CapabilitiesReason:
      needed === undefined ? undefined : `The following resource(s) require capabilities: [${iam.join(", ")}]`,
  };
};
