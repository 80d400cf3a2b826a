/** How a release names its image, where that is not its id. */
import * as z from "zod";
import { strictObject } from "./schema.ts";

/**
 * An AMI by its name. Whose it is must be known: without an owner EC2 answers with public ones too, which anybody may give any name.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RegisterImage.html
 */
const named = strictObject({
  name: z
    .string()
    .regex(
      /^[\w()[\] ./'@-]{3,128}$/,
      "expected the whole name of an AMI, 3 to 128 letters, digits and ( ) [ ] . / - ' @ _",
    ),
  /** As DescribeImages has them. */
  owner: z
    .string()
    .regex(/^(self|amazon|aws-marketplace|\d{12})$/, "expected self, amazon, aws-marketplace or an account id")
    .default("self"),
});

/**
 * An SSM parameter that holds the id of an AMI; with `:3` a version of it, with `:stable` the one that has that label.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-versions.html
 */
const ofParameter = strictObject({
  parameter: z
    .string()
    .max(1_200)
    .regex(
      /^\/?[\w.-]+(\/[\w.-]+)*(:[\w.-]+)?$/,
      "expected the name of an SSM parameter, such as /golden/web, with :VERSION or :LABEL where that is meant",
    ),
});

export const imageSchema = z.union([named, ofParameter], {
  error: ({ code }) =>
    code === "invalid_union"
      ? "expected { name, owner? } of an AMI, or { parameter } of the SSM parameter that holds its id"
      : undefined,
});

export type Image = Readonly<z.infer<typeof imageSchema>>;

/** The image as a message calls it. */
export const imageInWords = (image: Image): string =>
  "parameter" in image ? `the SSM parameter '${image.parameter}'` : `the AMI '${image.name}' of ${image.owner}`;
