/** A setting that stops the start. The message is one line and names the setting; it never repeats a secret's value. */
export class ConfigError extends Error {
  readonly setting: string;

  constructor(setting: string, problem: string) {
    super(`Setting ${setting}: ${problem}`);
    this.name = 'ConfigError';
    this.setting = setting;
  }
}
