-- The tables as release 0.1.0 made them, before versions were kept. {blob} and {counting} differ between databases.

CREATE TABLE callbacks (
    id VARCHAR(36) NOT NULL,
    conversation_id VARCHAR(36) NOT NULL,
    contact VARCHAR(20) NOT NULL,
    dagdeel VARCHAR(20),
    urgent BOOLEAN NOT NULL,
    state VARCHAR(10) NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (id)
);

CREATE INDEX ix_callbacks_conversation_id ON callbacks (conversation_id);

CREATE TABLE contacts (
    conversation_id VARCHAR(36) NOT NULL,
    kind VARCHAR(10) NOT NULL,
    number INTEGER NOT NULL,
    sealed {blob} NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (conversation_id, kind, number)
);

CREATE TABLE conversations (
    id VARCHAR(36) NOT NULL,
    token_hash VARCHAR(64) NOT NULL,
    channel VARCHAR(8) NOT NULL,
    external_key VARCHAR(64),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    owner VARCHAR(10) NOT NULL,
    adviser VARCHAR(64),
    owner_version INTEGER NOT NULL,
    urgent BOOLEAN NOT NULL,
    hand_over VARCHAR(20),
    last_seq INTEGER NOT NULL,
    asks VARCHAR(40),
    offered JSON,
    noticed VARCHAR(80) NOT NULL,
    aside JSON,
    lease VARCHAR(32),
    lease_until BIGINT,
    PRIMARY KEY (id),
    UNIQUE (external_key)
);

CREATE INDEX conversations_last_at ON conversations (last_at);

CREATE TABLE erasures (
    conversation_id VARCHAR(36) NOT NULL,
    asked_at BIGINT NOT NULL,
    attempts INTEGER NOT NULL,
    next_at BIGINT NOT NULL,
    PRIMARY KEY (conversation_id)
);

CREATE TABLE feedback (
    conversation_id VARCHAR(36) NOT NULL,
    message_id VARCHAR(36) NOT NULL,
    score VARCHAR(4) NOT NULL,
    reason TEXT,
    at BIGINT NOT NULL,
    PRIMARY KEY (conversation_id, message_id)
);

CREATE TABLE messages (
    conversation_id VARCHAR(36) NOT NULL,
    seq INTEGER NOT NULL,
    id VARCHAR(36) NOT NULL,
    author VARCHAR(8) NOT NULL,
    name VARCHAR(80),
    at BIGINT NOT NULL,
    topic VARCHAR(60),
    text TEXT NOT NULL,
    payload TEXT,
    body JSON,
    prediction JSON,
    reply_to INTEGER,
    state VARCHAR(8) NOT NULL,
    PRIMARY KEY (conversation_id, seq),
    UNIQUE (conversation_id, id)
);

CREATE INDEX messages_pending ON messages (conversation_id, seq) WHERE state = 'pending';

CREATE TABLE owner_events (
    id {counting},
    conversation_id VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    from_owner VARCHAR(10) NOT NULL,
    to_owner VARCHAR(10) NOT NULL,
    reason VARCHAR(20) NOT NULL,
    actor VARCHAR(80) NOT NULL,
    at BIGINT NOT NULL,
    UNIQUE (conversation_id, version)
);

CREATE INDEX ix_owner_events_conversation_id ON owner_events (conversation_id);
