import * as catalogue from './catalogue.ts';
import * as deployments from './deployments.ts';
import * as executions from './executions.ts';
import * as identity from './identity.ts';
import * as meta from './meta.ts';
import * as versions from './versions.ts';
import * as workflows from './workflows.ts';

/** Every REST call, by name. The typed client, the route test and `openapi.json` walk this table. */
import * as variables from './variables.ts';
export const api = {
  signUp: identity.signUp,
  createToken: identity.createToken,
  getMe: identity.getMe,
  updateMe: identity.updateMe,
  listWorkspaces: identity.listWorkspaces,
  createWorkspace: identity.createWorkspace,
  getWorkspace: identity.getWorkspace,
  createApiKey: identity.createApiKey,
  listApiKeys: identity.listApiKeys,
  deleteApiKey: identity.deleteApiKey,
  listAudit: identity.listAudit,
  listWorkflows: workflows.listWorkflows,
  createWorkflow: workflows.createWorkflow,
  importWorkflow: workflows.importWorkflow,
  getWorkflow: workflows.getWorkflow,
  saveDraft: workflows.saveDraft,
  updateWorkflow: workflows.updateWorkflow,
  deleteWorkflow: workflows.deleteWorkflow,
  restoreWorkflow: workflows.restoreWorkflow,
  validateWorkflow: workflows.validateWorkflow,
  executeWorkflow: executions.executeWorkflow,
  executeNode: executions.executeNode,
  listVersions: versions.listVersions,
  diffVersions: versions.diffVersions,
  getVersion: versions.getVersion,
  restoreVersion: versions.restoreVersion,
  deployWorkflow: deployments.deployWorkflow,
  rollbackWorkflow: deployments.rollbackWorkflow,
  exportWorkflow: workflows.exportWorkflow,
  listTemplates: catalogue.listTemplates,
  listNodeTypes: catalogue.listNodeTypes,
  listDeployments: deployments.listDeployments,
  getDeployment: deployments.getDeployment,
  stopDeployment: deployments.stopDeployment,
  startDeployment: deployments.startDeployment,
  getDeploymentHealth: deployments.getDeploymentHealth,
  listExecutions: executions.listExecutions,
  getExecution: executions.getExecution,
  cancelExecution: executions.cancelExecution,
  streamExecution: executions.streamExecution,
  streamEvents: executions.streamEvents,
  monitoringSummary: executions.monitoringSummary,
  getOpenApi: meta.getOpenApi,
} as const;

export type Api = typeof api;
export type ApiName = keyof Api;
  listIntegrations: connections.listIntegrations,
  listConnections: connections.listConnections,
  createConnection: connections.createConnection,
  getConnection: connections.getConnection,
  updateConnection: connections.updateConnection,
  deleteConnection: connections.deleteConnection,
  testConnection: connections.testConnection,
  listVariables: variables.listVariables,
  getVariable: variables.getVariable,
  putVariable: variables.putVariable,
  deleteVariable: variables.deleteVariable,
