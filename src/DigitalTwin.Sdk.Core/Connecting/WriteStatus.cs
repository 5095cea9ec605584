namespace DigitalTwin.Sdk;

/// <summary>How an attempt to send a value ended.</summary>
public enum WriteStatus
{
    /// <summary>Nothing was tried. The default.</summary>
    NotSent = 0,

    /// <summary>The other side has confirmed receipt. Whether the plant follows is for verification to say.</summary>
    Acknowledged,

    /// <summary>It failed and may be tried again: link down, time-out, device busy.</summary>
    Failed,

    /// <summary>The other side will not take it; trying again is useless.</summary>
    Rejected,

    /// <summary>It was past its expiry when its turn came and was not sent.</summary>
    Expired,
}
