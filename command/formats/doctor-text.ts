import type { Diagnosis, Examined, Sign } from "../doctor/diagnosis.ts";
import { escaped } from "./escaped.ts";

const signs: Readonly<Record<Sign, string>> = { ok: "✔", warning: "⚠", wrong: "✘", unknown: "?" };

const lines = ({ check, mark, says, todo }: Diagnosis, width: number): readonly string[] => [
  `  ${signs[mark]} ${check.padEnd(width)}  ${escaped(says)}`,
  ...(todo === undefined ? [] : [`    ${" ".repeat(width)}  → ${escaped(todo)}`]),
];

const counted = (examined: readonly Examined[]): string => {
  const all = examined.flatMap(({ diagnoses }) => diagnoses);
  return (Object.keys(signs) as readonly Sign[])
    .map((mark) => `${signs[mark]} ${all.filter((each) => each.mark === mark).length}`)
    .join("  ");
};

/** What was found, under the name of what it is about, with what to do; the last line counts the marks. */
export const doctorText = (examined: readonly Examined[]): string => {
  const width = Math.max(...examined.flatMap(({ diagnoses }) => diagnoses.map(({ check }) => check.length)), 0);
  return [
    ...examined.flatMap(({ about, diagnoses }) => [
      about,
      ...diagnoses.flatMap((diagnosis) => lines(diagnosis, width)),
      "",
    ]),
    counted(examined),
  ].join("\n");
};
