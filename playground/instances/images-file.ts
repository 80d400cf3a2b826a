import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import * as z from "zod";
import type { ProcessImage } from "./process-launcher.ts";

const port = z.int().min(1).max(65_535);

const schema = z.record(
  z.string(),
  z.strictObject({
    /** The program and its parameters; it runs in the file's folder. */
    command: z.tuple([z.string().min(1)], z.string()),
    ports: z
      .array(port)
      .min(1)
      .refine((ports) => new Set(ports).size === ports.length, "a port is there twice"),
    architecture: z.enum(["arm64", "x86_64"]).default("arm64"),
    /** World seconds from the launch of an instance until it is `running`. */
    bootSeconds: z.number().min(0).optional(),
  }),
);

/** An image as a file of images describes it. */
export interface GivenImage {
  readonly process: ProcessImage;
  readonly architecture: "arm64" | "x86_64";
  readonly bootSeconds: number | undefined;
}

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};

/** Whether a program is there: by its path from a folder, or by its name in PATH. */
const found = (program: string, folder: string): boolean =>
  program.includes("/")
    ? isProgram(resolve(folder, program))
    : (process.env.PATH ?? "").split(delimiter).some((place) => place !== "" && isProgram(join(place, program)));

/** Reads a file of images, `{ "ami-…": { "command", "ports" } }`. Throws an error that says what is wrong, and where. */
export const readImages = (file: string): ReadonlyMap<string, GivenImage> => {
  const folder = dirname(resolve(file));
  const parsed = schema.safeParse(readJson(file));
  if (!parsed.success) throw new Error(`The images file ${file} is malformed:\n${z.prettifyError(parsed.error)}`);
  const images = Object.entries(parsed.data);
  if (images.length === 0) throw new Error(`The images file ${file} has no image.`);
  for (const [id, { command }] of images) {
    if (!/^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(id))
      throw new Error(`The images file ${file}: '${id}' is no image id: that is ami- and 8 or 17 hexadecimal digits.`);
    if (!found(command[0], folder))
      throw new Error(
        `The images file ${file}: the program '${command[0]}' of ${id} is not there, or cannot be executed. A path is from the file's folder; a name is looked for in PATH.`,
      );
  }
  return new Map(
    images.map(([id, { command, ports, architecture, bootSeconds }]) => [
      id,
      { process: { command, ports, folder }, architecture, bootSeconds },
    ]),
  );
};

const readJson = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`The images file ${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
};
