import { CreateTagsCommand, DeleteTagsCommand, DescribeTagsCommand, type EC2Client } from "@aws-sdk/client-ec2";
import { keyValues, tagsOf } from "./described/tags.ts";
import { allPages } from "./pages.ts";
import type { Tagging } from "./tags.ts";

/** Tags of EC2's resources, by id. EC2 does not say whether a resource without tags exists. */
export const ec2Tagging = (ec2: EC2Client): Tagging => ({
  async read(id) {
    const tags = await allPages(async (NextToken) => {
      const answer = await ec2.send(
        new DescribeTagsCommand({ Filters: [{ Name: "resource-id", Values: [id] }], NextToken }),
      );
      return [answer.Tags, answer.NextToken];
    });
    return tagsOf(tags);
  },
  async put(id, tags) {
    await ec2.send(new CreateTagsCommand({ Resources: [id], Tags: keyValues(tags) }));
  },
  async remove(id, keys) {
    await ec2.send(new DeleteTagsCommand({ Resources: [id], Tags: keys.map((Key) => ({ Key })) }));
  },
});
