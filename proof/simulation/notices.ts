/** What people are told in a simulated world. */
import type { Sarcelle } from "./sarcelle.ts";
import { subscribedQueue } from "./subscribed-queue.ts";

interface Published {
  readonly Subject?: string;
  readonly Message: string;
}

/** Subscribes to both topics; answers what is said of a deployment's state, as a mail and as a chat gets it. */
export const listenToTopics = async (sarcelle: Sarcelle) => {
  const { account, region, operate } = sarcelle.simulation;
  const subscribed = async (topic: string) => {
    const queue = await subscribedQueue(sarcelle, `told-${topic}`);
    const TopicArn = `arn:aws:sns:${region}:${account}:sarcelle-live-${topic}`;
    await operate("sns", "Subscribe", { TopicArn, Protocol: "sqs", Endpoint: queue.arn });
    return async (...words: readonly string[]): Promise<Published> => {
      const published = (await queue.taken()).map((body): Published => JSON.parse(body));
      const found = published.find((each) => words.every((word) => JSON.stringify(each).includes(word)));
      if (found === undefined) throw new Error(`Nothing was told of ${words.join(", ")}.`);
      return found;
    };
  };
  const [people, chat] = [await subscribed("notifications"), await subscribed("chat")];
  return async (deployment: string, state: string) => {
    const mail = await people(deployment, state);
    const { Message } = await chat(deployment, state);
    return {
      mail: `Subject: ${mail.Subject}\n\n${mail.Message.trimEnd()}`,
      chat: JSON.stringify(JSON.parse(Message), null, 2),
    };
  };
};
