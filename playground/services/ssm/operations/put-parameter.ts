import type { PutParameterCommandInput, PutParameterCommandOutput } from "@aws-sdk/client-ssm";
import { AwsError, NotEmulated } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { SsmContext } from "../context.ts";
import { parameterArn } from "../lookup.ts";
import type { ParameterVersion } from "../parameter.ts";

const tagsIn = (list: PutParameterCommandInput["Tags"]) =>
  Object.fromEntries((list ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));

const invalid = (text: string) => new AwsError("ValidationException", text);

/** "Parameter names can include … a-zA-Z0-9_.-", and hierarchies begin with a slash. */
const checkName = (name: string): void => {
  if (!/^[\w./-]{1,1011}$/.test(name) || (name.includes("/") && !name.startsWith("/")))
    throw invalid(
      'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
    );
};

const checkValue = ({ value, dataType }: Pick<ParameterVersion, "value" | "dataType">): void => {
  if (value === "") throw invalid("Parameter value can't be empty.");
  if (Buffer.byteLength(value) > 4_096)
    throw invalid(
      "Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier.",
    );
  if (dataType === "aws:ec2:image" && !/^ami-[0-9a-f]+$/.test(value))
    throw invalid(`The value ${value} is not of the data type aws:ec2:image.`);
};

/**
 * "Overwrite an existing parameter. The default value is false"; each writing is a version. Of an image's id only the form is looked at: AWS
 * looks, some time after it answered, whether there is such an image.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
 */
export const putParameter = ({ surroundings, parameters }: SsmContext) =>
  operation<PutParameterCommandInput, PutParameterCommandOutput>({
    accepts: ["Name", "Description", "Value", "Type", "Overwrite", "Tags", "DataType", "Tier"],
    needs: ({ Name = "*", Tags }) => [
      {
        action: "ssm:PutParameter",
        resource: parameterArn(surroundings, Name),
        tags: parameters.get(Name)?.tags ?? {},
        requestTags: tagsIn(Tags),
      },
    ],
    run({ Name = "", Value = "", Type, Overwrite = false, Tags, DataType = "text", Tier = "Standard" }) {
      checkName(Name);
      const stored = parameters.get(Name);
      if (stored !== undefined && !Overwrite)
        throw new AwsError(
          "ParameterAlreadyExists",
          "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
        );
      if (stored !== undefined && Tags !== undefined)
        throw invalid(
          "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
        );
      const type = Type ?? stored?.versions.at(-1)?.type;
      if (type === undefined) throw invalid("A parameter type is required when you create a parameter.");
      if (type === "SecureString") throw new NotEmulated("encrypted SSM parameters (SecureString)");
      if (Tier !== "Standard") throw new NotEmulated(`SSM parameters of the tier ${Tier}`);
      if (DataType !== "text" && DataType !== "aws:ec2:image") throw new NotEmulated(`the data type ${DataType}`);
      const version: ParameterVersion = {
        ...{ value: Value, type, dataType: DataType },
        modifiedAt: surroundings.clock.now(),
      };
      checkValue(version);
      const versions = [...(stored?.versions ?? []), version];
      parameters.put(Name, { name: Name, tags: stored?.tags ?? tagsIn(Tags), versions });
      return { Version: versions.length, Tier: "Standard" };
    },
  });
