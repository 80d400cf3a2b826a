import { strings } from "../attributes.ts";
import { productionOf } from "../queries/traffic.ts";
import { type Found, inWords, type Rule } from "./rule.ts";

const week = 604_800_000;

/** The certificate of a production listener ends soon, or has ended. Placeholder listeners have the same ones. */
export const certificateEnding: Rule = ({ resources, now, certificateEnds, thresholds }) =>
  productionOf(resources)
    .filter(({ ref }) => ref.type === "listener")
    .flatMap((resource): readonly Found[] => {
      const ending = strings(resource.facts, "certificates")
        .flatMap((arn) => {
          const end = certificateEnds.get(arn);
          return end === undefined || end - now > thresholds.certificateMilliseconds ? [] : [{ arn, left: end - now }];
        })
        .toSorted((a, b) => a.left - b.left);
      const [first] = ending;
      if (first === undefined) return [];
      const words = ending.map(({ arn, left }) => (left <= 0 ? `${arn} has ended` : `${arn} ends in ${inWords(left)}`));
      return [
        {
          resource,
          level: first.left < week ? "critical" : "warning",
          threshold: `replaced ${inWords(thresholds.certificateMilliseconds)} before its end`,
          found: words.join("; "),
        },
      ];
    });
