import type { SqsContext } from "./context.ts";

const minute = 60_000;

/**
 * What CloudWatch hears of a queue, each minute from its first message until the minute after its last.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export const measureQueue = (sqs: SqsContext, name: string): void => {
  const { surroundings, metrics, measuring, stores } = sqs;
  if (metrics === undefined || measuring.has(name)) return;
  const measure = () => {
    measuring.delete(name);
    const store = stores.get(name);
    if (store === undefined) return;
    const { visible, inFlight, delayed } = store.counts();
    const oldest = store.oldest();
    const put = (metric: string, value: number, unit: "Count" | "Seconds") =>
      metrics.publish("AWS/SQS", metric, { QueueName: name }, value, unit);
    put("ApproximateNumberOfMessagesVisible", visible, "Count");
    put("ApproximateNumberOfMessagesNotVisible", inFlight, "Count");
    put("ApproximateNumberOfMessagesDelayed", delayed, "Count");
    if (oldest !== undefined)
      put("ApproximateAgeOfOldestMessage", Math.round((surroundings.clock.now() - oldest) / 1_000), "Seconds");
    if (visible + inFlight + delayed > 0) measureQueue(sqs, name);
  };
  measuring.set(name, surroundings.clock.after(minute, measure));
};
