/** Times that many want, as cron expressions. The interface has a name for each. */
export const schedulePresets = [
  { id: 'quarterHourly', cron: '*/15 * * * *' },
  { id: 'hourly', cron: '0 * * * *' },
  { id: 'daily', cron: '0 9 * * *' },
  { id: 'weekdays', cron: '0 9 * * 1-5' },
  { id: 'weekly', cron: '0 9 * * 1' },
  { id: 'monthly', cron: '0 9 1 * *' },
] as const;
