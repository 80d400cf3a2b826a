import { TemplateError } from "./template-error.ts";

/**
 * Images by the names under which AWS publishes its own: here the first and the last of the sample images, which have these architectures.
 * https://docs.aws.amazon.com/linux/al2023/ug/ec2.html
 */
const publicImages: Readonly<Record<string, string>> = {
  "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64": "ami-00000000000000001",
  "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64": "ami-00000000000000009",
};

/**
 * What a parameter of a template stands for: of a list its members; of a name in Parameter Store what is stored under it, as far as AWS
 * publishes it. Throws TemplateError for a type that the playground does not know.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html
 */
export const parameterValue = (where: string, type: string, value: unknown): unknown => {
  if (type === "String" || type === "Number" || /^AWS::EC2::\w+::\w+$/.test(type)) return value;
  if (type === "CommaDelimitedList" || /^List<(Number|AWS::EC2::\w+::\w+)>$/.test(type))
    return Array.isArray(value)
      ? value
      : String(value)
          .split(",")
          .map((item) => item.trim());
  if (type !== "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>")
    throw new TemplateError(where, `the playground does not know parameters of type ${type}`);
  const image = publicImages[String(value)];
  if (image === undefined) throw new TemplateError(where, `the playground knows no parameter ${value}`);
  return image;
};
