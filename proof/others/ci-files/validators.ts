/** The real validators: how each is installed, what it is given, and what it must find. */
import { readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { ProgramEnd, Workshop } from "../workshop.ts";
import type { Generated } from "./generated.ts";

/** Judges a folder of files: ends with 0 if it finds nothing. */
export type Judge = (files: Generated) => Promise<ProgramEnd>;

export interface Validator {
  readonly name: string;
  readonly ci: Generated["ci"] | "any";
  /** Programs of the machine without which it cannot be had. */
  readonly needs: readonly string[];
  /** A fault that it must find. */
  readonly fault: readonly [from: RegExp, by: string];
  install(workshop: Workshop): Promise<Judge>;
}

const ending = (files: Generated, pattern: RegExp): readonly string[] =>
  files.paths.filter((path) => pattern.test(path)).map((path) => join(files.folder, path));

const workflows = /^\.github\/workflows\/.*\.yml$/;
const roles = /\/role-.*\.yml$/;

const python = { zizmor: "zizmor==1.32.0", schema: "check-jsonschema==0.39.0", cfn: "cfn-lint==1.58.0" } as const;

const actionlint: Validator = {
  name: "actionlint",
  ci: "github",
  needs: ["go"],
  fault: [/runs-on: ubuntu-24\.04/, "runs-on: ubuntu-99.99"],
  install: async (workshop) => {
    const bin = join(workshop.folder, "go-bin");
    // The programs of npm and PyPI by this name are something else, or fetch a binary.
    const env = { ...process.env, GOBIN: bin, GOPATH: join(workshop.folder, "go"), GOFLAGS: "-modcacherw" };
    const { code, output } = await workshop.run(
      "go",
      ["install", "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12"],
      { env },
    );
    if (code !== 0) throw new Error(output);
    return (files) => workshop.run(join(bin, "actionlint"), [...ending(files, workflows)]);
  },
};

const zizmor: Validator = {
  name: "zizmor",
  ci: "github",
  needs: ["python3"],
  fault: [/actions\/checkout@[0-9a-f]{40} # v[\d.]+/, "actions/checkout@v7"],
  install: async (workshop) => {
    const programs = await workshop.python("zizmor", [python.zizmor]);
    return (files) => workshop.run(join(programs, "zizmor"), ["--offline", "--no-progress", files.folder]);
  },
};

/** Checks the files against a schema that comes with the program. */
const schemaOf =
  (name: string, schema: string, paths: (files: Generated) => readonly string[]): Validator["install"] =>
  async (workshop) => {
    const programs = await workshop.python(name, [python.schema]);
    return (files) => workshop.run(join(programs, "check-jsonschema"), ["--builtin-schema", schema, ...paths(files)]);
  };

const githubSchema: Validator = {
  name: "github-schema",
  ci: "github",
  needs: ["python3"],
  fault: [/runs-on:/, "runs-onn:"],
  install: schemaOf("github-schema", "vendor.github-workflows", (files) => ending(files, workflows)),
};

const gitlabSchema: Validator = {
  name: "gitlab-schema",
  ci: "gitlab",
  needs: ["python3"],
  fault: [/resource_group: (\S+)/, "resource_group: [$1]"],
  install: schemaOf("gitlab-schema", "vendor.gitlab-ci", (files) => ending(files, /\/gitlab-.*\.yml$/)),
};

/** The schema is of one plan, so each document is a file of its own. */
const plansOf = (files: Generated): readonly string[] =>
  ending(files, /bamboo\.yaml$/).flatMap((path) =>
    readFileSync(path, "utf8")
      .split(/^---\n/m)
      .slice(1)
      .map((plan, index) => {
        const file = `${path}-${index}.yml`;
        writeFileSync(file, plan);
        return file;
      }),
  );

const bambooSchema: Validator = {
  name: "bamboo-schema",
  ci: "bamboo",
  needs: ["python3"],
  fault: [/^stages:/m, "stagess:"],
  install: schemaOf("bamboo-schema", "vendor.bamboo-spec", plansOf),
};

const gitlabCiLocal: Validator = {
  name: "gitlab-ci-local",
  ci: "gitlab",
  needs: ["npm", "git"],
  fault: [/stage: deploy/, "stage: nowhere"],
  install: async (workshop) => {
    const home = join(workshop.folder, "gitlab-ci-local");
    await workshop.must("npm", [
      "install",
      "--prefix",
      home,
      "--no-audit",
      "--no-fund",
      "--ignore-scripts",
      "gitlab-ci-local@4.75.1",
    ]);
    // It asks Git for the branch, and for where the project is.
    return async (files) => {
      const [path = ""] = files.paths.filter((each) => /\/gitlab-.*\.yml$/.test(each));
      writeFileSync(join(files.folder, ".gitlab-ci.yml"), `include:\n  - local: ${path}\n`);
      const at = { cwd: files.folder };
      const person = ["-c", "user.name=someone", "-c", "user.email=someone@example.com"];
      await workshop.must("git", ["init", "-q", "-b", "main", "."], at);
      await workshop.must("git", ["remote", "add", "origin", "git@gitlab.com:acme/web.git"], at);
      await workshop.must("git", ["add", "-A"], at);
      await workshop.must("git", [...person, "commit", "-q", "-m", "pipelines"], at);
      const program = join(home, "node_modules/gitlab-ci-local/dist/index.js");
      const listed = await workshop.run(process.execPath, [program, "--list"], at);
      const jobs = listed.output.match(/^(deploy|switch|scaledown) \S+ /gm) ?? [];
      return jobs.length % 3 === 0 && jobs.length > 0 ? listed : { ...listed, code: listed.code || 1 };
    };
  },
};

/** Parses and makes a syntax tree; what is a pipeline's and what is not only Jenkins itself knows. */
const parser = `import org.codehaus.groovy.control.*;
import java.io.File;
public class Parse {
  public static void main(String[] files) {
    for (String file : files) {
      CompilationUnit unit = new CompilationUnit();
      unit.addSource(new File(file));
      unit.compile(Phases.CONVERSION);
    }
  }
}
`;

const groovy: Validator = {
  name: "groovy",
  ci: "jenkins",
  needs: ["mvn", "java"],
  fault: [/\}\n$/, "\n"],
  install: async (workshop) => {
    const version = "4.0.24";
    await workshop.must("mvn", ["-q", "dependency:get", `-Dartifact=org.apache.groovy:groovy:${version}`]);
    const jar = join(homedir(), `.m2/repository/org/apache/groovy/groovy/${version}/groovy-${version}.jar`);
    const source = join(workshop.folder, "Parse.java");
    writeFileSync(source, parser);
    return (files) => workshop.run("java", ["-cp", jar, source, ...ending(files, /Jenkinsfile/)]);
  },
};

const cfnLint: Validator = {
  name: "cfn-lint",
  ci: "any",
  needs: ["python3"],
  fault: [/MaxSessionDuration: \d+/, "MaxSessionDuration: 90000"],
  install: async (workshop) => {
    const programs = await workshop.python("cfn-lint", [python.cfn]);
    return (files) => workshop.run(join(programs, "cfn-lint"), [...ending(files, roles)]);
  },
};

/** All of them. */
export const validators: readonly Validator[] = [
  actionlint,
  zizmor,
  githubSchema,
  gitlabSchema,
  gitlabCiLocal,
  groovy,
  bambooSchema,
  cfnLint,
];
