/** Something in the configuration that must be mended before the server starts. */
export interface ConfigProblem {
  /** Where: an environment name, or a file or value with the path inside it. */
  readonly where: string
  readonly message: string
}
