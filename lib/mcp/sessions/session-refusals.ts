/** Tells a client that its session is over: it is to initialize another. Also said of those that were never its own. */
export const noSession = {
  status: 404,
  code: -32001,
  message: 'There is no such session (any more): initialize a new one',
};
