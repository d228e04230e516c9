/** What Postgres' programs see of the environment: nothing of ours, and messages in English. */
export const postgresEnvironment: NodeJS.ProcessEnv = {
  LC_ALL: 'C',
  PATH: '/usr/bin:/bin',
  NODE_ENV: 'production',
};
