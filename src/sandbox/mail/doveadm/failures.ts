/** How a doveadm command fails inside an answer that HTTP calls a success. */

/** sysexits.h, as doveadm uses them: 65 exists already or may not be, 67 no such user, 68 nothing of that name, 75 failed for now. */
export class ExitCode extends Error {
  constructor(readonly exitCode: number) {
    super(`exit code ${exitCode}`);
  }
}

/** A parameter that the command does not have, or of the wrong type. */
export class InvalidRequest extends Error {}
