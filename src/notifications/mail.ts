/** A notice as a mail: SNS takes a subject and a text. */
import type { Notice } from "./notice.ts";

/** "Subjects must be ASCII text … and must be less than 100 characters long." https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const longestSubject = 99;

/** What fits into a subject of it. */
export const subjectOf = ({ headline, level }: Notice): string => {
  const mark = level === "info" ? "" : `[${level}] `;
  const subject = `${mark}${headline}`.replaceAll(/[^\x20-\x7e]+/g, "?");
  return subject.length <= longestSubject ? subject : `${subject.slice(0, longestSubject - 3)}...`;
};

/** The headline, what happened, what is next; then facts and links, a line each. */
export const mailOf = ({ headline, what, next, facts }: Notice): string => {
  const width = Math.max(...facts.map(([name]) => name.length));
  return [headline, "", what, ...next, "", ...facts.map(([name, value]) => `${name.padEnd(width)}  ${value}`), ""].join(
    "\n",
  );
};
