import { template } from './template-builder.ts';

export const currentWeather = template({
  id: 'current-weather',
  name: 'Current weather',
  description: 'Looks a value up in a JSON API (Open-Meteo, no key needed) and returns only what matters.',
  category: 'web',
  sampleInput: { latitude: 37.57, longitude: 126.98 },
  nodes: [
    {
      key: 'weather',
      type: 'trigger.tool',
      name: 'Current weather',
      at: [0, 0],
      config: {
        name: 'current_weather',
        description: 'Temperature and wind at a place now, by latitude and longitude.',
        inputSchema: {
          type: 'object',
          properties: {
            latitude: { type: 'number', minimum: -90, maximum: 90 },
            longitude: { type: 'number', minimum: -180, maximum: 180 },
          },
          required: ['latitude', 'longitude'],
        },
        annotations: { readOnlyHint: true, openWorldHint: true },
      },
    },
    {
      key: 'forecast',
      type: 'http.request',
      name: 'Ask Open-Meteo',
      at: [1, 0],
      config: {
        method: 'GET',
        url: 'https://api.open-meteo.com/v1/forecast',
        query: {
          latitude: '{{ input.latitude }}',
          longitude: '{{ input.longitude }}',
          current: 'temperature_2m,wind_speed_10m',
        },
      },
      policy: { timeoutMs: 10_000, retry: { maxAttempts: 3, backoffMs: 300 } },
    },
    {
      key: 'answer',
      type: 'core.return',
      name: 'Answer',
      at: [2, 0],
      config: {
        value: {
          temperatureCelsius: '{{ steps.forecast.body.current.temperature_2m }}',
          windKmh: '{{ steps.forecast.body.current.wind_speed_10m }}',
          observedAt: '{{ steps.forecast.body.current.time }}',
        },
      },
    },
  ],
  wires: ['weather > forecast', 'forecast > answer'],
});
