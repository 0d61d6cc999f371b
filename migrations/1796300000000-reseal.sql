-- The owner of the schema, and nobody else, may list workspaces: sealed values of all of them are sealed anew when the secret key
-- changes (johang keys rotate-secrets). The application never works under that role.
CREATE POLICY owner ON workspaces FOR SELECT TO CURRENT_USER USING (true);
