import type { DynamoDbContext, DynamoDbOperation } from "../context.ts";
import { checkTableTags, tagsIn } from "../table-tags.ts";

/** As dynalite does it; what comes of it is remembered beside the table. */
const changeTags =
  ({ engine, tables }: DynamoDbContext, name: "TagResource" | "UntagResource"): DynamoDbOperation =>
  async (input) => {
    checkTableTags(input.Tags);
    const output = await engine.run(name, input);
    const { Tags } = await engine.run("ListTagsOfResource", { ResourceArn: input.ResourceArn });
    const tableName = String(input.ResourceArn).split(":table/").at(-1) ?? "";
    const table = tables.get(tableName);
    if (table !== undefined) tables.set(tableName, { ...table, tags: tagsIn(Tags) });
    return output;
  };

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TagResource.html */
export const tagTable = (dynamoDb: DynamoDbContext) => changeTags(dynamoDb, "TagResource");

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UntagResource.html */
export const untagTable = (dynamoDb: DynamoDbContext) => changeTags(dynamoDb, "UntagResource");
